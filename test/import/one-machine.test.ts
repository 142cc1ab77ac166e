import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, fixtures, machinesOf } from './events.ts';

test('one-machine: five formats describe the same machine, under the same pseudonyms', async () => {
  const machines = machinesOf(await eventsOf([join(fixtures, 'one-machine')]));
  expect(machines.map(({ format }) => format).sort()).toEqual(['csv', 'fleet-json', 'glpi-json', 'glpi-xml', 'native']);
  const [first] = machines;
  for (const { inventory, machine } of machines) {
    expect(machine).toBe(first?.machine);
    expect(inventory.machine).toEqual(first?.inventory.machine);
    const software = inventory.software.map(({ foundBy, ...item }) => item);
    expect(software).toEqual(first?.inventory.software.map(({ foundBy, ...item }) => item));
  }
});
