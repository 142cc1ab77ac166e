import { readFileSync } from 'node:fs';
import { readKnowledge } from '../src/knowledge/read.ts';
import { Identifier } from '../src/identify/identify.ts';
const {base,problems}=readKnowledge({root:process.cwd()});
if(!base) throw problems[0];
const id=new Identifier(base);
let c=0,i=0,u=0; const out=[];
for(const line of readFileSync('/tmp/kb/common.tsv','utf8').trim().split('\n')){ const [name,publisher]=line.split('\t'); const f=id.observe({name:name!,publisher:publisher||undefined,kind:'program',foundBy:'x'},'windows');
 if(f.outcome==='counted')c++; else if(f.outcome==='ignored')i++; else {u++; out.push(`${name} | ${publisher} | ${f.assumed?.id??'-'} | ${f.vendor?.id??'-'}${f.ambiguous?' AMBIG':''}`);} }
console.log({c,i,u}); console.log(out.join('\n'));
