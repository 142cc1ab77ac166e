import { readFileSync } from 'node:fs';
import { parseApplications } from '/work/main/agent/collectors/darwin/applications.ts';
const d='/work/shared/corpora/glpi-agent/';
for (const [f,k] of [['resources__macos__system_profiler__sample1.SPApplicationsDataType',0],['resources__macos__system_profiler__sample2.SPApplicationsDataType',0],['resources__macos__system_profiler__sample4.SPApplicationsDataType',0],['resources__macos__system_profiler__sample5.SPApplicationsDataType-xml',0]] as const) {
 const p=parseApplications(readFileSync(d+f,'utf8')); const r=readFileSync(d+f+'.results.txt','utf8');
 const theirs=[...r.matchAll(/\{([^}]*)\}/g)].map(m=>Object.fromEntries([...m[1]!.matchAll(/(?:'(\w+)'|(\w+)) => (?:(['"])((?:\\.|(?!\3).)*)\3|([\d.]+))/g)].map(x=>[x[1]??x[2],(x[4]??x[5]??'').replace(/\\(.)/g,'$1')])));
 const mine=new Map<string,number>(); for(const x of p) mine.set(x.name,(mine.get(x.name)??0)+1);
 let missing=[]; for(const t of theirs){const n=mine.get(t.NAME!); if(!n) missing.push(t.NAME); else mine.set(t.NAME!,n-1);}
 const left=[...mine].filter(x=>x[1]>0);
 console.log(f,'theirs',theirs.length,'missing from mine',missing.length,missing.slice(0,4),'extra',left.reduce((s,x)=>s+x[1],0), JSON.stringify(left.slice(0,8)));
 const pub=new Map(p.map(x=>[x.name+(x.version??''),x.publisher])); const diff=theirs.filter(t=>t.PUBLISHER && pub.get(t.NAME!+t.VERSION!)!==t.PUBLISHER); console.log('publisher diffs',diff.length, JSON.stringify(diff.slice(0,14).map(t=>[t.NAME,t.PUBLISHER,pub.get(t.NAME!+t.VERSION!)])));
}
