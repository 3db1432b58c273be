import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { BCRYPT, ImportFiles, newUsers, type JsonRecord } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

describe('The report of an import', () => {
  let api: TestApi;
  const files = new ImportFiles();

  beforeAll(async () => {
    api = await TestApi.start({ WORKER_IN_API: 'false' });
  });
  afterAll(async () => {
    await api.stop();
    files.remove();
  });

  it('is never written over an input file, whatever path leads to it', async () => {
    const file = files.write(newUsers(2, 'kept'));
    const before = readFileSync(file, 'utf8');
    const [symbolic, hard] = [files.path('symbolic'), files.path('hard')];
    symlinkSync(file, symbolic);
    linkSync(file, hard);
    const parameters = files.writeText('rounds: 8');
    for (const report of [file, symbolic, hard]) {
      for (const more of [[], ['--dry-run']]) {
        const outcome = await api.command(['import', 'users', file, '--report', report, ...more]);
        expect(readFileSync(file, 'utf8')).toBe(before);
        expect(outcome).toMatchObject({
          exitCode: 1,
          complaints: [
            `The report cannot be written to ${report}, because that is the input file ${file}. Choose another file.`,
          ],
        });
      }
    }
    const words = ['import', 'users', file, '--firebase-parameters', parameters, '--report', parameters];
    expect((await api.command(words)).complaints[0]).toContain('because that is the input file');
    expect(readFileSync(parameters, 'utf8')).toBe('rounds: 8');
  });

  it('names the address of each rejected user in every format, if one can be read', async () => {
    const email = 'whose@example.com';
    const half = BCRYPT.slice(0, 30);
    const broken = { type: 'password', secretData: '{', credentialData: '{}' };
    const refusals: [string, string, JsonRecord][] = [
      ['userkeep', 'hash_unreadable', { email, password: half }],
      ['userkeep', 'invalid_field', { email, password: 5 }],
      ['userkeep', 'invalid_field', { email, roles: 'editor' }],
      ['auth0', 'hash_unreadable', { email, password_hash: half }],
      ['better-auth', 'hash_unreadable', { email, accounts: [{ providerId: 'credential', password: half }] }],
      ['django', 'hash_unreadable', { fields: { email, password: `bcrypt$${half}` } }],
      ['firebase', 'hash_parameters_missing', { email, passwordHash: 'x' }],
      ['keycloak', 'hash_unreadable', { email, credentials: [broken] }],
      ['keycloak', 'hash_unreadable', { email, credentials: [{ ...broken, secretData: '{}', credentialData: '[' }] }],
      ['keycloak', 'not_a_user', { email, serviceAccountClientId: 'backend' }],
      ['supabase', 'hash_unreadable', { email, encrypted_password: half }],
    ];
    for (const [format, reason, record] of refusals) {
      const file = files.writeText(JSON.stringify([record]));
      const { lines, exitCode, complaints } = await files.importWithReport(api, file, '--dry-run', '--from', format);
      expect({ format, record, exitCode, complaints, lines }).toEqual({
        format,
        record,
        exitCode: 3,
        complaints: [expect.stringMatching(/^Some records would be rejected; see /)],
        lines: [expect.objectContaining({ reason, email })],
      });
    }
    const long = { email: `${'x'.repeat(500)}@example.com`, password: 5 };
    const { lines } = await files.importWithReport(api, files.write([long, { email: 5, password: 5 }]), '--dry-run');
    expect(lines.map((line: any) => line.email)).toEqual(['x'.repeat(254), null]);
  });
});
