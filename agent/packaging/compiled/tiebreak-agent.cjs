/**
 * Where the packaged agent starts: the program beside it, as the compiler of this very Node left it (compile.cjs).
 * Another Node refuses what was compiled, and compiles again: slower, and the same.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const filename = `${__dirname}/program.cjs`;

function compiled() {
  try {
    return readFileSync(`${__dirname}/program.cache`);
  } catch {
    return undefined;
  }
}

const program = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: compiled() });
program.runInThisContext()(require, module, exports, filename, __dirname);
