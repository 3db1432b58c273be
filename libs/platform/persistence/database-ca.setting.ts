import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SettingFault, type Setting } from '@platform/config/setting';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates as PEM. The setting contains either the PEM itself or the path of a file. */
export const databaseCaSetting: Setting<string | undefined> = {
  variable: 'DATABASE_CA',
  secret: false,
  shownDefault: '',
  help:
    'The certificate authority of the database, as the path of a PEM file or as the PEM itself; it can contain several certificates. ' +
    'With it, every TCP connection to DATABASE_URL, DATABASE_REPLICA_URL and KEYS_DATABASE_URL uses TLS and verifies the server.',
  read(raw) {
    const value = raw?.trim();
    if (!value) return undefined;
    const certificates = pemOf(value).match(CERTIFICATE) ?? [];
    if (certificates.length === 0) throw new SettingFault('contains no certificate in PEM format');
    for (const certificate of certificates) rejectUnreadable(certificate);
    return certificates.join('\n');
  },
};

function pemOf(value: string): string {
  // Environment variables that cannot have several lines contain \n for line breaks.
  if (value.includes('-----BEGIN')) return value.replaceAll('\\n', '\n');
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    throw new SettingFault(
      `names ${value}, which cannot be read (${(error as NodeJS.ErrnoException).code}); set the path of a PEM file or the PEM itself`,
    );
  }
}

function rejectUnreadable(certificate: string): void {
  try {
    new X509Certificate(certificate);
  } catch {
    throw new SettingFault('contains a certificate that cannot be read');
  }
}
