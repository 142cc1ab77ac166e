import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { eventsOf, fixtures, machinesOf } from './events.ts';

const folder = join(fixtures, 'one-machine');
const formats = ['csv', 'fleet-json', 'glpi-json', 'glpi-xml', 'native'];

test('one-machine: five formats describe the same machine, under the same pseudonyms', async () => {
  const machines = machinesOf(await eventsOf([folder])).filter(({ merges }) => merges === undefined);
  expect(machines.map(({ format }) => format).sort()).toEqual(formats);
  const [first] = machines;
  for (const { inventory, machine } of machines) {
    expect(machine).toBe(first?.machine);
    expect(inventory.machine).toEqual(first?.inventory.machine);
    const software = inventory.software.map(({ foundBy, ...item }) => item);
    expect(software).toEqual(first?.inventory.software.map(({ foundBy, ...item }) => item));
  }
});

test('one-machine: seen by five sources, it is one machine with each program once', async () => {
  const machines = machinesOf(await eventsOf([folder]));
  const [whole] = machines.filter(({ merges }) => merges !== undefined);
  const [native] = machines.filter(({ format }) => format === 'native');
  expect(machines).toHaveLength(6);
  expect(whole?.merges).toEqual([native?.machine]);
  expect(whole?.inventory.software).toEqual(native?.inventory.software);
  expect(whole?.inventory.mergedFrom?.map(({ format }) => format).sort()).toEqual(formats);
  for (const { recognisedBy } of whole?.inventory.mergedFrom ?? [])
    expect(recognisedBy).toEqual(['uuid', 'serial', 'name']);
  expect(inventorySchema.parse(whole?.inventory)).toEqual(whole?.inventory);
  expect(whole?.account).toMatchObject({ read: 10, kept: 2, merged: 8 });
});

test('one-machine: the order of the paths decides nothing', async () => {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const [one, other] = await Promise.all([files, [...files].reverse()].map((paths) => eventsOf(paths)));
  expect(machinesOf(one ?? []).at(-1)?.inventory).toEqual(machinesOf(other ?? []).at(-1)?.inventory);
});
