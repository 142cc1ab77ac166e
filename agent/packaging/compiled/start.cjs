/**
 * Stands where a packaged program is looked for: runs the program beside it, as the compiler of this very Node left it (compile.cjs).
 * Another Node refuses what was compiled, and compiles again: slower, and the same.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const beside = __filename.slice(0, -'.cjs'.length);
const filename = `${beside}.program`;

function compiled() {
  try {
    return readFileSync(`${beside}.cache`);
  } catch {
    return undefined;
  }
}

const program = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: compiled() });
program.runInThisContext()(require, module, exports, filename, __dirname);
