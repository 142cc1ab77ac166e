/** The agent as it is deployed, bundled and alone: policy file, HTTPS, share, and what it says when nothing answers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundleAgent } from '../../../agent/packaging/bundle.ts';
import { inventorySchema } from '../../../src/inventory/schema.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { authority, startCollector, TOKEN } from './faulty-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-deployed-'));
const write = (name: string, content: string) => {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
};
let agent = '';
beforeAll(async () => {
  agent = (await bundleAgent(folder)).agent;
});

async function run(...args: string[]) {
  const child = spawn(process.execPath, [agent, '--no-connections', ...args], {
    env: { HOME: folder, LANG: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

test('by its policy file to a collector: the whole document, then a few bytes', async () => {
  const collector = await startCollector();
  const policy = write(
    'agent.json',
    JSON.stringify({
      server: `${collector.url.href}prefix`,
      tokenFile: write('token', `${TOKEN}\n`),
      ca: write('ca.pem', authority.certificate),
      state: join(folder, 'state-https'),
      site: 'Mairie',
    }),
  );
  try {
    expect(await run('--policy', policy)).toEqual({ code: 0, out: '', err: '' });
    expect(await run('--policy', policy)).toEqual({ code: 0, out: '', err: '' });
  } finally {
    await collector.stop();
  }
  expect(collector.received.map(({ path }) => path)).toEqual(['/prefix/v1/inventories', '/prefix/v1/seen']);
  const [document = Buffer.alloc(0)] = collector.stored.values();
  expect(verify(document).status).toBe('valid');
  expect(inventorySchema.parse(JSON.parse(document.toString())).machine.site).toBe('Mairie');
});

test('a collector that is down: kept, said, exit code 1; delivered by the next run, once', async () => {
  const state = join(folder, 'state-later');
  const options = [
    '--state',
    state,
    '--ca',
    write('ca.pem', authority.certificate),
    '--token-file',
    write('token', TOKEN),
  ];
  const first = await run('--server', 'https://127.0.0.1:9', '--delivery-time', '1', ...options);
  expect([first.code, first.out]).toEqual([1, '']);
  expect(first.err).toContain('127.0.0.1:9: cannot be reached');
  expect(first.err).toContain('1 document(s) kept for the next run');
  const collector = await startCollector();
  try {
    expect(await run('--server', collector.url.href, ...options)).toEqual({ code: 0, out: '', err: '' });
  } finally {
    await collector.stop();
  }
  expect([collector.stored.size, collector.again(), readdirSync(join(state, 'spool'))]).toEqual([1, 0, []]);
});

test('to a share, then elsewhere: one key, one folder', async () => {
  const shares = ['a', 'b'].map((name) => mkdtempSync(join(folder, `share-${name}-`)));
  const names: string[] = [];
  for (const share of shares) {
    expect(await run('--share', share, '--state', join(folder, 'state-share'))).toEqual({ code: 0, out: '', err: '' });
    const [machine = ''] = readdirSync(share);
    const [document = ''] = readdirSync(join(share, machine));
    names.push(machine);
    expect(verify(readFileSync(join(share, machine, document)))).toMatchObject({
      status: 'valid',
      fingerprint: machine,
    });
  }
  expect(names[0]).toBe(names[1]);
});

test('to standard output and to a file: signed too', async () => {
  const { out } = await run('--state', join(folder, 'state-out'));
  expect(verify(Buffer.from(out)).status).toBe('valid');
  const output = join(folder, 'output.json');
  await run('-o', output, '--state', join(folder, 'state-out'));
  expect(verify(readFileSync(output)).status).toBe('valid');
});

test('nothing is delivered unsigned, and settings that cannot be used are one line and exit code 2', async () => {
  const file = write('not-a-folder', '');
  const attempts = [
    ['--share', folder, '--state', file],
    ['--server', 'https://a.example', '--token-file', join(folder, 'absent')],
    ['--server', 'https://a.example', '--token-file', write('bad-token', 'two words')],
    ['--server', 'https://a.example', '--ca', file],
    ['--server', 'https://a.example', '--proxy', 'socks5://x'],
  ];
  for (const args of attempts) {
    const { code, out, err } = await run('--state', join(folder, 'state-bad'), ...args);
    expect([args, code, out]).toEqual([args, 2, '']);
    expect(err).not.toContain('    at ');
  }
});
