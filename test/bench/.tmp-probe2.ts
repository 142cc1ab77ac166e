import { build } from 'esbuild';
await build({ bundle:true, platform:'node', format:'cjs', target:'node22', minify:true, external:['systeminformation'], outfile:'/tmp/bundle/probe2.cjs', stdin:{resolveDir:'/work/main/agent', loader:'ts', contents:`
import { machineSystem } from './system.ts'; import { parseDpkgStatus, describePackages } from './collectors/linux/dpkg.ts'; import { readArchives } from './collectors/linux/support/apt-archives.ts'; import { readDistribution } from './collectors/linux/support/os-release.ts';
const mark=(l)=>{const u=process.resourceUsage();out.push(l+' '+(u.maxRSS/1024).toFixed(1)+'MB user '+(u.userCPUTime/1000).toFixed(1)+' sys '+(u.systemCPUTime/1000).toFixed(1)+' t '+performance.now().toFixed(1));};
const out=[];
async function go(){ const s=machineSystem(); mark('start'); 
 const r=s.read('/var/lib/dpkg/status'); mark('read');  const st=parseDpkgStatus(r.bytes); mark('parse');
 const d=readDistribution(s); mark('distribution'); const a=await readArchives(s,d,new AbortController().signal); mark('archives'); const x=describePackages(st,d,a); mark('describe '+x.software.length);
 console.log(out.join('\\n')); }
go();`}});
