import { expect, test } from 'vitest';
import { chassisClue, machineKind } from '../../agent/machine-kind.ts';

test('strong clues outweigh weak ones, contradictions and silence are unknown', () => {
  const weak = { kind: 'workstation', strength: 'weak', evidence: 'graphical login' } as const;
  const rack = chassisClue('Rack Mount Chassis');
  expect(machineKind([weak, ...rack])).toEqual({
    kind: 'server',
    kindEvidence: ['chassis: Rack Mount Chassis', 'graphical login'],
  });
  expect(machineKind([...chassisClue('Laptop'), ...rack]).kind).toBe('unknown');
  expect(machineKind([weak, { ...weak, kind: 'server' }]).kind).toBe('unknown');
  expect(machineKind([]).kind).toBe('unknown');
  expect(['Tablet', 'Tower', 'Other', undefined].map((form) => machineKind(chassisClue(form)).kind)).toEqual([
    'tablet',
    'workstation',
    'unknown',
    'unknown',
  ]);
});
