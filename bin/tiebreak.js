#!/usr/bin/env node
import('./pinned-node.js').then(({ run }) => run('../src/cli/main.ts'));
