import { build } from 'esbuild';
for (const [name, contents] of [['plain', "import { main } from './main.ts'; main(process.argv.slice(2)).then((c)=>process.exit(c));"]] as const)
await build({ bundle:true, platform:'node', format:'cjs', target:'node22', minify:true, external:['systeminformation'], outfile:`/tmp/bundle/${name}.cjs`, stdin:{resolveDir:'/work/main/agent', loader:'ts', contents}});
