import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseCaSetting } from './database-ca.setting';

const FILE = join(__dirname, '../../../test/support/certificates/database-ca.pem');
const PEM = readFileSync(FILE, 'utf8').trim();

describe('DATABASE_CA', () => {
  const read = (raw: string | undefined) => databaseCaSetting.read(raw, true);

  it('is the path of a PEM file, the PEM itself, or the PEM on one line', () => {
    for (const raw of [FILE, PEM, PEM.replaceAll('\n', '\\n')]) expect(read(raw)).toBe(PEM);
    expect(read(`# RDS\n${PEM}\n\n${PEM}`)).toBe(`${PEM}\n${PEM}`);
    expect([read(undefined), read('')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['/nowhere/ca.pem', 'names /nowhere/ca.pem, which cannot be read (ENOENT)'],
    [join(__dirname, 'tls.rule.ts'), 'contains no certificate in PEM format'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'contains no certificate in PEM format'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'contains a certificate that cannot be read'],
  ])('cannot be %s', (raw, fault) => expect(() => read(raw)).toThrow(fault));
});
