import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Identifier } from '../../src/identify/identify.ts';
import { KnownItems } from '../../src/import/known-items.ts';
import { readInventory } from '../../src/inventory/read.ts';
import { repeatsOf, withRepeats } from '../../src/inventory/repeats.ts';
import { testBase } from '../knowledge/build.ts';
