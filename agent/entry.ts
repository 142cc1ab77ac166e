/** Where the process starts: the source runs from here, and the single-file agent is bundled from here. */
import { setFlagsFromString } from 'node:v8';
import { main } from './main.ts';

// The agent lives a twentieth of a second: code that is optimised meanwhile is never run, and costs 3 MB.
for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);

main(process.argv.slice(2)).then((code) => process.exit(code));
