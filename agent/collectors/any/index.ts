/** What is collected on every system, by name. A test holds this list against the folder. */
import type { Collector } from '../../collector.ts';
import { browserExtensions } from './browser-extensions.ts';
import { homebrew } from './homebrew.ts';

export const collectors: readonly Collector[] = [browserExtensions, homebrew];
