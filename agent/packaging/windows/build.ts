/**
 * Every package for Windows, from Linux: `npm run package:windows` → dist/windows/.
 *
 * In: the sources, a certificate when there is one, SOURCE_DATE_EPOCH for the date inside the packages. Out: the installer and the archive of the agent,
 * the group policy templates, the archive of the command line, the bill of materials, SHA256SUMS. Two builds of the same sources
 * give the same bytes, signatures aside.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from '../../../bin/build.ts';
import { AGENT_VERSION } from '../../version.ts';
import { bill, cache, packageDate, root, sums, write } from '../release.ts';
import { zip } from '../zip.ts';
import { commandLineArchive } from './command-line.ts';
import { buildInstaller } from './installer.ts';
import { NODE_FOR_WINDOWS, nodeForWindows } from './node-windows.ts';
import { policyTemplates } from './policy-templates.ts';
import { type Signer, sign, signerArguments } from './sign.ts';
import { stageAgent, windowsText } from './staging.ts';

export const installerName = `tiebreak-agent-${AGENT_VERSION}-x64.msi`;

export async function packageForWindows(output: string, signer?: Signer): Promise<void> {
  const date = packageDate();
  const signature = signerArguments(signer ?? {});
  const work = mkdtempSync(join(tmpdir(), 'tiebreak-windows-'));
  try {
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const staged = await stageAgent(join(work, 'agent'), cache);
    const installer = join(output, installerName);
    buildInstaller({ ...staged, version: AGENT_VERSION, output: installer, work: join(work, 'installer'), date });
    if (signature !== undefined) sign(installer, signature);

    const templates = Object.entries(policyTemplates());
    for (const [name, text] of templates) write(join(output, 'policies', name), text);
    const archive = [
      // The version beside the files and not among them: the scripts copy it last.
      ...staged.files.map(({ name, path }) => ({
        name: name === 'version.txt' ? name : `agent/${name}`,
        content: readFileSync(path),
      })),
      ...['install.cmd', 'install.ps1'].map((name) => ({ name, content: windowsText(name) })),
      ...templates.map(([name, text]) => ({ name: `policies/${name}`, content: Buffer.from(text) })),
    ];
    write(join(output, `tiebreak-agent-${AGENT_VERSION}-windows.zip`), zip(archive, date));

    const release = join(work, 'release');
    await buildRelease(release);
    const archived = await commandLineArchive({ release, node: nodeForWindows(cache), date });
    write(join(output, 'tiebreak-windows.zip'), archived);
    const { inputs, digest } = staged;
    const contents = { name: 'tiebreak-agent', version: AGENT_VERSION, inputs, digest, date };
    write(join(output, 'tiebreak-agent.cdx.json'), bill({ ...contents, nodeSha256: NODE_FOR_WINDOWS.sha256 }));
    write(join(output, 'SHA256SUMS'), sums(output));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      output: { ...text, default: join(root, 'dist', 'windows') },
      'sign-pkcs12': text,
      'sign-certificate': text,
      'sign-key': text,
      'sign-password-file': text,
      'sign-timestamp': text,
    },
  });
  const signer = {
    pkcs12: values['sign-pkcs12'] ?? process.env.TIEBREAK_SIGN_PKCS12,
    certificate: values['sign-certificate'] ?? process.env.TIEBREAK_SIGN_CERTIFICATE,
    key: values['sign-key'] ?? process.env.TIEBREAK_SIGN_KEY,
    passwordFile: values['sign-password-file'] ?? process.env.TIEBREAK_SIGN_PASSWORD_FILE,
    timestamp: values['sign-timestamp'] ?? process.env.TIEBREAK_SIGN_TIMESTAMP,
  };
  await packageForWindows(values.output, signer);
  if (signerArguments(signer) === undefined) console.log('not signed: no certificate was given (see agent/README.md)');
  process.stdout.write(readFileSync(join(values.output, 'SHA256SUMS'), 'utf8'));
}
