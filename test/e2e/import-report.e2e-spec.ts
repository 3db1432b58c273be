import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { ImportFiles, newUsers } from '@test/support/import-files';
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

  it('is never written over what is to be read, by whatever name that is called', async () => {
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
          complaints: [`The report cannot be written to ${report}: that is ${file}, which is to be read.`],
        });
      }
    }
    const words = ['import', 'users', file, '--firebase-parameters', parameters, '--report', parameters];
    expect((await api.command(words)).complaints[0]).toContain('which is to be read');
    expect(readFileSync(parameters, 'utf8')).toBe('rounds: 8');
  });
});
