#!/usr/bin/env node
import { main } from '../agent/main.ts';

main(process.argv.slice(2)).then((code) => process.exit(code));
