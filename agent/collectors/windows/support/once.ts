/** One reading for all the collectors that need it: it starts with the first and stops when none of them waits any more. */
import type { System } from '../../../system.ts';

type Reading<T> = { answer: Promise<T>; stop: AbortController; waiting: number };

export function once<T>(
  start: (system: System, signal: AbortSignal) => Promise<T>,
): (system: System, signal: AbortSignal) => Promise<T> {
  const readings = new WeakMap<System, Reading<T>>();
  return (system, signal) => {
    const reading = readings.get(system) ?? begin(start, system);
    readings.set(system, reading);
    reading.waiting++;
    signal.addEventListener(
      'abort',
      () => {
        reading.waiting--;
        if (reading.waiting === 0) reading.stop.abort();
      },
      { once: true },
    );
    return reading.answer;
  };
}

function begin<T>(start: (system: System, signal: AbortSignal) => Promise<T>, system: System): Reading<T> {
  const stop = new AbortController();
  return { answer: start(system, stop.signal), stop, waiting: 0 };
}
