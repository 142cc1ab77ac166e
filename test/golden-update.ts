/** `npm run golden:update`: writes the golden files again, after a change that was meant to move them. Read the difference before committing it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFiles, goldenFolder } from './demonstration/fleet.ts';

mkdirSync(goldenFolder, { recursive: true });
for (const [name, content] of await goldenFiles()) writeFileSync(join(goldenFolder, name), content);
