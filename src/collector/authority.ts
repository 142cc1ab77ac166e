/**
 * A private certification authority, for who has no certificate: made once, it signs the certificate of the receiver, and agents pin its
 * fingerprint. Its key never leaves `.collector/tls/`, readable by its owner only.
 *
 * In: names and dates. Out: certificates and keys, in PEM. It keeps nothing itself (credentials.ts does), and signs for servers only.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const DAY = 24 * 3600 * 1000;
/** Machines whose clock is late must not refuse a certificate made today. */
const CLOCK_MARGIN = DAY;
const AUTHORITY_DAYS = 3650;
/** Longer is refused by browsers and by some systems. */
const SERVER_DAYS = 90;

export type Credentials = { readonly certificate: string; readonly key: string };

function exact(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** RFC 5280 4.2.1.2, first method, on SHA-256 as RFC 7093 allows. */
function keyIdentifier(info: Uint8Array): ArrayBuffer {
  return exact(createHash('sha256').update(info).digest().subarray(0, 20));
}

function publicInfo(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function toPem(der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

type Request = {
  readonly subject: Name;
  readonly issuer: Name;
  readonly info: Buffer;
  readonly notBefore: Date;
  readonly days: number;
  readonly extensions: readonly Extension[];
};

function issue({ subject, issuer, info, notBefore, days, extensions }: Request, signer: KeyObject): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  // Positive, and 127 random bits: nobody can foresee it.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: exact(serial),
    signature: algorithm,
    issuer,
    validity: new Validity({ notBefore, notAfter: new Date(notBefore.getTime() + days * DAY + CLOCK_MARGIN) }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(exact(info), SubjectPublicKeyInfo),
    extensions: new Extensions([...extensions]),
  });
  const signed = Buffer.from(AsnConvert.serialize(tbsCertificate));
  const signatureValue = exact(sign('sha256', signed, signer));
  return toPem(
    AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue })),
  );
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function authorityName(id: string): Name {
  return nameOf(`tiebreak collect ${id}`);
}

/** A new authority, that signs servers and no other authority. */
export function createAuthority(now: Date): Credentials {
  const key = newKey();
  const info = publicInfo(key);
  const subject = authorityName(randomBytes(4).toString('hex'));
  const certificate = issue(
    {
      subject,
      issuer: subject,
      info,
      notBefore: new Date(now.getTime() - CLOCK_MARGIN),
      days: AUTHORITY_DAYS,
      extensions: [
        extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), true),
        extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(info))),
      ],
    },
    key,
  );
  return { certificate, key: privatePem(key) };
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
}

/** A certificate for a server, under the names and addresses agents reach it by. */
export function createServerCertificate(
  authority: { readonly certificate: string; readonly key: KeyObject },
  names: readonly string[],
  now: Date,
): Credentials {
  const key = newKey();
  const info = publicInfo(key);
  const issuer = AsnConvert.parse(exact(derOf(authority.certificate)), Certificate).tbsCertificate;
  const alternatives = names.map((name) => new GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name }));
  const certificate = issue(
    {
      subject: nameOf('tiebreak collect'),
      issuer: issuer.subject,
      info,
      notBefore: new Date(now.getTime() - CLOCK_MARGIN),
      days: SERVER_DAYS,
      extensions: [
        extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
        extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
        extension(id_ce_subjectAltName, new SubjectAlternativeName(alternatives)),
        extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(info))),
        extension(
          id_ce_authorityKeyIdentifier,
          new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(publicInfo(authority.key))) }),
        ),
      ],
    },
    authority.key,
  );
  return { certificate, key: privatePem(key) };
}
