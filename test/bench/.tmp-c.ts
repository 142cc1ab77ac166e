import { readFileSync, readdirSync } from 'node:fs';
import { parseRegistryExport } from '/work/main/agent/formats/registry-export.ts';
import { parseInstalledPrograms, withoutDuplicates } from '/work/main/agent/collectors/windows/installed-programs.ts';
import { parseApplications } from '/work/main/agent/collectors/darwin/applications.ts';
const d='/work/shared/corpora/glpi-agent/';
for (const f of readdirSync(d)) {
 if (f.endsWith('.reg')) { const keys=parseRegistryExport(readFileSync(d+f)); const p=parseInstalledPrograms(keys); console.log(f,'keys',keys.length,'programs',p.length,'hidden',p.filter(x=>x.systemComponent).length,'distinct',withoutDuplicates(p).length,'nonascii',p.filter(x=>/[^\x00-\x7f]/.test(x.name)).length); if(f.includes('russian')) console.log(p);}
 if (/SPApplicationsDataType(-xml)?(\.example\..*)?$|_-xml.example/.test(f)) { const p=parseApplications(readFileSync(d+f,'utf8')); console.log(f,p.length,'publisher',p.filter(x=>x.publisher).length,'version',p.filter(x=>x.version).length,'hidden',p.filter(x=>x.systemComponent).length,'user',p.filter(x=>x.scope==='user').length, JSON.stringify(p.slice(20,23))); }
}
