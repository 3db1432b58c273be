import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes, newId, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { ProductProcess } from '@test/support/product-process';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { report } from './support/fault-run';

const DOCUMENTS = 100_000;
/** Every fiftieth value does not fit the new schema. */
const MISFIT_EVERY = 50;
const MISFITS = DOCUMENTS / MISFIT_EVERY;
const BATCH = 1000;
const KILLS = 10;
const NAMESPACE = 'board';
const NAME = Buffer.from(NAMESPACE);
const PATH = `/v1/admin/preference-schemas/${NAMESPACE}`;
const MINUTES = 60_000;

describe('A migration of 100,000 documents whose worker is killed by kill -9', () => {
  let api: TestApi;
  let admin: TestUser;
  let database: Database;
  let worker: ProductProcess | undefined;

  beforeAll(async () => {
    ProductProcess.build();
    api = await TestApi.start({ WORKER_IN_API: 'false', WORKER_LEASE_SECONDS: '1', WORKER_BACKOFF_MS: '10' });
    admin = await api.administrator();
    database = api.app.get(Database);
    await define({ properties: { size: { type: 'integer' } } });
    await insertDocuments();
  }, 2 * MINUTES);
  afterAll(async () => {
    await worker?.stop('SIGKILL');
    await api.stop();
  });

  async function define(schema: object): Promise<void> {
    const { status, text } = await api.call('PUT', PATH, { token: admin.token, body: { schema, force: true } });
    if (status !== 200) throw new Error(`Setting the schema was answered ${status}: ${text}`);
  }

  /** The value of each document is its number, so that a wrong change is noticed. Users with a misfit need a key. */
  async function insertDocuments(): Promise<void> {
    for (let from = 0; from < DOCUMENTS; from += BATCH) {
      const numbers = Array.from({ length: BATCH }, (_, at) => from + at);
      const owners = numbers.map(() => newId<UserId>());
      await api.app.get(Vault).createUserKeys(owners.filter((_, at) => isMisfit(from + at)));
      const values = numbers.flatMap((number, at) => [
        idToBytes(newId()),
        idToBytes(owners[at] as UserId),
        NAME,
        JSON.stringify({ size: number }),
      ]);
      await database.write(
        `INSERT INTO preferences_document (id, user_id, namespace, content, version, schema_version, updated_at)
         VALUES ${numbers.map(() => '(?, ?, ?, ?, 1, 1, UTC_TIMESTAMP(3))').join(', ')}`,
        values,
      );
    }
  }

  const isMisfit = (number: number) => number % MISFIT_EVERY === 0;
  const count = async (sql: string) => Number((await database.row<{ n: number }>(sql, [NAME]))?.n);
  const migrated = () =>
    count('SELECT COUNT(*) AS n FROM preferences_document WHERE namespace = ? AND schema_version = 2');

  /** Everything that is not exactly as one complete migration leaves it. */
  async function faults(): Promise<string[]> {
    const documents = await database.rows<{ owner: Buffer; content: unknown; version: number; schema_version: number }>(
      'SELECT user_id AS owner, content, version, schema_version FROM preferences_document WHERE namespace = ?',
      [NAME],
    );
    const reported = await database.rows<{ owner: Buffer; n: number }>(
      'SELECT user_id AS owner, COUNT(*) AS n FROM preferences_misfit WHERE namespace = ? GROUP BY user_id',
      [NAME],
    );
    const events = await database.rows<{ owner: Buffer; n: number }>(
      "SELECT subject_id AS owner, COUNT(*) AS n FROM event_log WHERE type = 'preferences.changed' GROUP BY subject_id",
    );
    const times = (rows: readonly { owner: Buffer; n: number }[]) =>
      new Map(rows.map(({ owner, n }) => [owner.toString('hex'), Number(n)]));
    const [reports, published] = [times(reported), times(events)];
    return documents.flatMap(({ owner, content, version, schema_version }) => {
      const { size } = (typeof content === 'string' ? JSON.parse(content) : content) as { size?: number };
      const key = owner.toString('hex');
      const changes = size === undefined ? 1 : 0;
      const isRight =
        schema_version === 2 &&
        version === 1 + changes &&
        (size === undefined || !isMisfit(size)) &&
        (reports.get(key) ?? 0) === changes &&
        (published.get(key) ?? 0) === changes;
      return isRight ? [] : [`${idFromBytes(owner)}: ${JSON.stringify({ size, version, schema_version })}`];
    });
  }

  it(
    'continues where it stopped, changes each document once, and reports each value that does not fit once',
    async () => {
      await define({ properties: { size: { type: 'integer', not: { multipleOf: MISFIT_EVERY } } } });
      let kills = 0;
      for (; kills < KILLS; kills++) {
        const before = await migrated();
        worker = ProductProcess.start('worker', { ...api.settings, NODE_ENV: 'development' });
        await until(async () => (await migrated()) > before, MINUTES);
        await worker.stop('SIGKILL');
        expect(await migrated()).toBeGreaterThan(before);
      }
      const interruptedAt = await migrated();
      expect(interruptedAt).toBeLessThan(DOCUMENTS);
      worker = ProductProcess.start('worker', { ...api.settings, NODE_ENV: 'development' });
      await until(async () => (await migrated()) === DOCUMENTS, 3 * MINUTES);
      expect(await faults()).toEqual([]);
      expect((await api.call('GET', `${PATH}/migration`, { token: admin.token })).body).toMatchObject({
        pending: 0,
        misfits: MISFITS,
      });
      const [one, other] = await database.rows<{ owner: Buffer }>(
        'SELECT user_id AS owner FROM preferences_misfit WHERE namespace = ? LIMIT 2',
        [NAME],
      );
      await database.write("UPDATE preferences_document SET content = JSON_OBJECT('size', 100) WHERE user_id = ?", [
        one?.owner as Buffer,
      ]);
      await database.write('DELETE FROM preferences_misfit WHERE user_id = ?', [other?.owner as Buffer]);
      const control = await faults();
      report({
        fault: 'worker killed (kill -9) while it migrates preferences to a new schema',
        rounds: kills,
        losses: 0,
        figures: `${DOCUMENTS} documents, ${MISFITS} of them changed`,
        control: `a document with its old value, and one without its report: ${control.length} of 2 found`,
      });
      expect(control).toHaveLength(2);
    },
    8 * MINUTES,
  );
});
