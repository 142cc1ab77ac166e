/** The least an inventory of a workstation says, as text, and what a test adds to it. */
export function inventoryText(serial: string, more: object): string {
  return JSON.stringify({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'test', version: '0' },
    collectedAt: '2026-11-01T08:00:00Z',
    machine: { identifiers: { serial: serial.padStart(32, '0'), keyId: 'test' }, kind: 'workstation' },
    ...more,
  });
}
