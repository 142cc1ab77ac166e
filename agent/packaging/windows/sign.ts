/**
 * Authenticode signatures with the organisation's own certificate, by osslsigncode.
 *
 * In: where the certificate and its key are (flags, or the same names in the environment). Out: the file signed in place. Without a
 * certificate nothing is signed, and the build says so. A password is read from a file: on a command line every user of the machine could see it.
 */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';

export type Signer = {
  pkcs12?: string | undefined;
  certificate?: string | undefined;
  key?: string | undefined;
  passwordFile?: string | undefined;
  /** Address of a timestamp server (RFC 3161): without one, the signature ends with the certificate. */
  timestamp?: string | undefined;
};

/** The arguments of osslsigncode that name the key; undefined when none was given. */
export function signerArguments({ pkcs12, certificate, key, passwordFile, timestamp }: Signer): string[] | undefined {
  if (pkcs12 === undefined && certificate === undefined && key === undefined) return undefined;
  if (pkcs12 === undefined && (certificate === undefined || key === undefined)) {
    throw new Error('--sign-certificate and --sign-key go together; or give --sign-pkcs12 alone');
  }
  return [
    ...(pkcs12 === undefined ? ['-certs', certificate ?? '', '-key', key ?? ''] : ['-pkcs12', pkcs12]),
    ...(passwordFile === undefined ? [] : ['-readpass', passwordFile]),
    ...(timestamp === undefined ? [] : ['-ts', timestamp]),
  ];
}

export function sign(path: string, signer: readonly string[]): void {
  const signed = `${path}.signed`;
  const description = ['-n', 'tiebreak agent', '-h', 'sha256'];
  const { status, stdout, stderr, error } = spawnSync(
    'osslsigncode',
    ['sign', ...signer, ...description, '-in', path, '-out', signed],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    rmSync(signed, { force: true });
    throw new Error(`osslsigncode: ${error?.message ?? (stderr || stdout).trim()}`);
  }
  renameSync(signed, path);
}
