/** Every collector. The package of one system leaves out those of the others (packaging/bundle.ts). */
import type { Collector } from '../collector.ts';
import { collectors as everywhere } from './any/index.ts';
import { collectors as darwin } from './darwin/index.ts';
import { collectors as linux } from './linux/index.ts';
import { collectors as windows } from './windows/index.ts';

export const collectors: readonly Collector[] = [...everywhere, ...darwin, ...linux, ...windows];
