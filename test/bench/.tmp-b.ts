import { bundleAgent } from '/work/main/agent/packaging/bundle.ts';
await bundleAgent('/tmp/bundle');
