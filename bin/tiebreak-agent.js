#!/usr/bin/env node
import('./pinned-node.js').then(({ run }) => run('../agent/entry.ts'));
