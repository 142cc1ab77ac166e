/** What collectors and importers said of themselves, each distinct ending once for all machines. */
import type { CollectorReport } from '../inventory/schema.ts';

export interface CollectorSeen {
  readonly id: string;
  readonly status: string;
  readonly warnings: readonly string[];
}

/** Most warnings kept of one collector: the rest repeats them. */
const MOST_WARNINGS = 20;

export class CollectorLists {
  readonly all: { id: string; status: string; warnings: string[] }[] = [];
  readonly #position = new Map<string, number>();
  readonly #lists = new Map<string, readonly number[]>();

  /** Most machines have the same collectors, which end in the same way: they share one list. */
  of(reports: readonly CollectorReport[]): readonly number[] {
    const positions = reports.map((report) => {
      const key = `${report.id}\0${report.status}`;
      let position = this.#position.get(key);
      if (position === undefined) {
        position = this.all.push({ id: report.id, status: report.status, warnings: [] }) - 1;
        this.#position.set(key, position);
      }
      const { warnings } = this.all[position] as { warnings: string[] };
      for (const warning of report.warnings) {
        if (warnings.length >= MOST_WARNINGS) break;
        if (!warnings.includes(warning)) warnings.push(warning);
      }
      return position;
    });
    const key = positions.join();
    const known = this.#lists.get(key);
    if (known === undefined) this.#lists.set(key, positions);
    return known ?? positions;
  }
}
