import { build } from 'esbuild';
await build({ bundle:true, platform:'node', format:'cjs', target:'node22', minify:true, external:['systeminformation'], outfile:'/tmp/bundle/probe.cjs', stdin:{resolveDir:'/work/main/agent', loader:'ts', contents:`
import { machineSystem } from './system.ts'; import { collect } from './collect.ts'; import { collectors } from './collectors/index.ts'; import { minimise } from './privacy.ts'; import { serialise } from './document.ts'; import { namesOfPeople } from './people.ts'; import { parseOptions } from './options.ts';
const mark=(l)=>{const u=process.resourceUsage();out.push(l+' '+(u.maxRSS/1024).toFixed(1)+'MB user '+(u.userCPUTime/1000).toFixed(1)+' sys '+(u.systemCPUTime/1000).toFixed(1)+' t '+performance.now().toFixed(1));};
const out=[];
async function go(){ mark('start'); parseOptions([]); mark('options'); const s=machineSystem();
 for (const c of collectors.filter(c=>c.platforms.includes('linux'))) { await c.collect(s,new AbortController().signal); mark(c.id); }
 const inv=await collect(s,{collectors,agentVersion:'1',now:'2',key:Buffer.alloc(32),timeoutMs:1000}); mark('all again');
 const m=minimise(inv,{people:namesOfPeople(s)}); mark('minimise'); const t=serialise(m); mark('serialise '+t.length); console.log(out.join('\\n')); }
go();`}});
