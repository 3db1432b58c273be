import { appendFileSync, truncateSync, unlinkSync, utimesSync, writeFileSync, readFileSync } from 'node:fs';
import { BatchWriter } from '@features/import/run/batch-writer';
import { RecordFilter } from '@features/import/run/record-filter';
import { Database } from '@platform/persistence/database';
import { countsOf, ImportFiles, newUsers, expectedCounts } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

/** A batch has 300 records. */
const MANY = 3000;

describe('The file of an import', () => {
  let api: TestApi;
  let files: ImportFiles;

  beforeEach(async () => {
    // Without a worker, so that the published events stay and can be counted.
    api = await TestApi.start({ WORKER_IN_API: 'false' });
    files = new ImportFiles();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.stop();
    files.remove();
  });

  const run = (file: string, ...options: string[]) => api.command(['import', 'users', file, ...options]);
  /** Changes the file during the given batch. */
  const during = (batch: number, happen: () => void) => {
    const write = BatchWriter.prototype.write;
    let batches = 0;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, given) {
      if (++batches === batch) happen();
      return write.call(this, given);
    });
  };

  const changes: [string, number, (file: string) => void][] = [
    ['truncated', 2, (file) => truncateSync(file, 50_000)],
    ['appended to', 10, (file) => appendFileSync(file, '{"email":"late@example.com"}\n')],
    ['rewritten', 10, (file) => utimesSync(file, new Date(), new Date(Date.now() + 5000))],
    ['deleted', 2, (file) => unlinkSync(file)],
  ];

  it.each(changes)(
    'does not count as imported when it is %s meanwhile, and the import continues once it is restored',
    async (...given) => {
      const [, batch, change] = given;
      const file = files.write(newUsers(MANY, 'changing'));
      const text = readFileSync(file);
      during(batch, () => change(file));
      expect(await run(file)).toMatchObject({
        exitCode: 1,
        out: [],
        complaints: [
          `The file ${file} was changed while it was read. The users imported so far are kept; the import is not complete.`,
        ],
      });
      const [state] = await api.app
        .get(Database)
        .rows<{ records: number; finished_at: Date | null }>('SELECT * FROM import_file');
      expect(state).toMatchObject({ records: batch * 300, finished_at: null });
      jest.restoreAllMocks();
      writeFileSync(file, text);
      expect((await run(file)).out).toEqual([`3,000 users were imported.`, '0 records were rejected.']);
      expect(await countsOf(api)).toMatchObject(expectedCounts(MANY));
    },
  );

  it('is rejected by a dry run, too, if it changes meanwhile', async () => {
    const file = files.write(newUsers(MANY, 'trying'));
    const filterRecords = RecordFilter.prototype.run;
    jest.spyOn(RecordFilter.prototype, 'run').mockImplementationOnce(async function (this: RecordFilter, ...given) {
      truncateSync(file, 50_000);
      return filterRecords.apply(this, given);
    });
    expect(await run(file, '--dry-run')).toMatchObject({
      exitCode: 1,
      complaints: [`The file ${file} was changed while it was read. Nothing was written.`],
    });
  });

  it('is checked by a dry run from its current position, and not at all once it is imported', async () => {
    const file = files.write([...newUsers(700, 'half'), { email: 'invalid' }]);
    const write = BatchWriter.prototype.write;
    let batches = 0;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, given) {
      if (++batches === 2) throw new Error('injected');
      return write.call(this, given);
    });
    expect((await run(file)).exitCode).toBe(1);
    jest.restoreAllMocks();
    expect((await run(file, '--dry-run')).out).toEqual([
      'An earlier run processed the first 300 records; this run started after that.',
      '400 users would be imported.',
      '1 record would be rejected:',
      '  bad_email: 1',
    ]);
    expect((await run(file)).out[0]).toBe('700 users were imported.');
    expect((await run(file, '--dry-run')).out).toEqual([
      'This file was already imported; nothing was changed.',
      'Use --refused-again to retry the rejected records.',
      '700 users were imported.',
      '1 record was rejected:',
      '  bad_email: 1',
    ]);
  });

  it('is imported only after the name of the target database was printed, without its credentials', async () => {
    const file = files.write(newUsers(1, 'where'));
    const url = new URL(api.settings.DATABASE_URL as string);
    const there = url.searchParams.get('socketPath') ?? url.host;
    const schema = url.pathname.slice(1);
    expect((await run(file, '--dry-run')).remarks).toEqual([
      `Dry run against ${schema} at ${there}; nothing is written.`,
    ]);
    expect((await run(file)).remarks).toEqual([`Importing into ${schema} at ${there}.`]);
    const elsewhere = { DATABASE_URL: 'mysql://mary:secret@127.0.0.1:1/userkeep' };
    const { remarks, complaints } = await api.command(['import', 'users', file], elsewhere);
    expect(remarks).toEqual(['Importing into userkeep at 127.0.0.1:1.']);
    expect(complaints[0]).toContain('cannot be reached');
  });
});
