import { bundleAgent } from '../agent/packaging/bundle.ts';
import { compileAhead } from '../agent/packaging/compile-ahead.ts';
import { execPath } from 'node:process';
import { rmSync, mkdirSync } from 'node:fs';
rmSync('/tmp/me/new', { recursive: true, force: true }); mkdirSync('/tmp/me/new');
await bundleAgent('/tmp/me/new','linux');
compileAhead('/tmp/me/new', execPath);
