/**
 * What the receiver shows to prove who it is: the operator's certificate, read again when its file changes; or one signed by a private
 * authority kept in the folder, renewed long before it ends.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { type Credentials, createAuthority, createServerCertificate } from './authority.ts';
import { openFolder, writeDurably } from './durable.ts';
import type { Layout } from './layout.ts';

const DAY = 24 * 3600 * 1000;
const RENEWED_BEFORE = 30 * DAY;

export type Presented = Credentials & {
  /** SHA-256 of the private authority, that agents pin; undefined with the operator's certificate. */
  readonly authorityFingerprint: string | undefined;
  readonly until: Date;
};

/** Given anew at each call: the operator's certificate may have been replaced, ours may be due. Throws a Problem. */
export type CredentialsSource = (now: Date) => Presented;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem('file-unreadable', { file, detail: (error as NodeJS.ErrnoException).code ?? String(error) });
  }
}

function certificateOf(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Problem('certificate-unusable', { file, detail: 'PEM' });
  }
}

/** The operator's certificate (with its chain, in one file) and its key. */
export function operatorCredentials(certificateFile: string, keyFile: string): CredentialsSource {
  return () => {
    const [certificate, key] = [read(certificateFile), read(keyFile)];
    const x509 = certificateOf(certificate, certificateFile);
    let matches: boolean;
    try {
      matches = x509.checkPrivateKey(createPrivateKey(key));
    } catch {
      throw new Problem('certificate-unusable', { file: keyFile, detail: 'PEM' });
    }
    if (!matches) throw new Problem('certificate-mismatch', { file: certificateFile, key: keyFile });
    return { certificate, key, authorityFingerprint: undefined, until: x509.validToDate };
  };
}

function readOrMake(
  folder: string,
  name: string,
  isGood: (pair: Credentials) => boolean,
  make: () => Credentials,
): Credentials {
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    const pair = { certificate: read(certificateFile), key: read(keyFile) };
    if (isGood(pair)) return pair;
  }
  const made = make();
  // The key first: a certificate without its key would be shown for ever, a key without certificate is made again.
  writeDurably(keyFile, made.key);
  writeDurably(certificateFile, made.certificate);
  return made;
}

function answersFor(x509: X509Certificate, names: readonly string[]): boolean {
  return names.every((name) => x509.checkHost(name) !== undefined || x509.checkIP(name) !== undefined);
}

/** A certificate under these names, by the private authority of the folder; both are made when they are not there. */
export function privateCredentials(layout: Layout, names: readonly string[]): CredentialsSource {
  return (now) => {
    for (const folder of [layout.administration, layout.tls]) openFolder(folder, 0o700);
    // An authority that agents pinned is never replaced in silence: a damaged one is an error that names its file.
    const authority = readOrMake(
      layout.tls,
      'authority',
      () => true,
      () => createAuthority(now),
    );
    const file = join(layout.tls, 'authority.pem');
    const root = certificateOf(authority.certificate, file);
    const key = createPrivateKey(authority.key);
    if (!root.checkPrivateKey(key))
      throw new Problem('certificate-mismatch', { file, key: join(layout.tls, 'authority.key') });
    const server = readOrMake(
      layout.tls,
      'server',
      (pair) => isCurrent(pair, { root, names, now }),
      () => createServerCertificate({ certificate: authority.certificate, key }, names, now),
    );
    return {
      // With its authority: an agent that knows the fingerprint only finds it here.
      certificate: `${server.certificate}${authority.certificate}`,
      key: server.key,
      authorityFingerprint: root.fingerprint256.replaceAll(':', '').toLowerCase(),
      until: new X509Certificate(server.certificate).validToDate,
    };
  };
}

function isCurrent(
  { certificate, key }: Credentials,
  { root, names, now }: { root: X509Certificate; names: readonly string[]; now: Date },
): boolean {
  try {
    const x509 = new X509Certificate(certificate);
    const lasts = x509.validToDate.getTime() - now.getTime() > RENEWED_BEFORE;
    return (
      lasts && answersFor(x509, names) && x509.verify(root.publicKey) && x509.checkPrivateKey(createPrivateKey(key))
    );
  } catch {
    // Damaged: a new one costs nothing.
    return false;
  }
}
