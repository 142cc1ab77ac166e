/**
 * Compiles a program ahead: `node --random-seed=1 compile.cjs PROGRAM CACHE`.
 *
 * Every function, run or not, so that the bytes depend on the program and on the Node alone; a fixed seed and a fixed name for the same
 * reason. What is compiled under other flags than those of the start is refused, so the flag is put back before it is written.
 */
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const [, , path, cache] = process.argv;
setFlagsFromString('--no-lazy');
const program = new Script(readFileSync(path, 'latin1'), { filename: 'program.cjs' });
setFlagsFromString('--lazy');
writeFileSync(cache, program.createCachedData());
