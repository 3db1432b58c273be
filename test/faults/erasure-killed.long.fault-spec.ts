import { join } from 'node:path';
import sharp from 'sharp';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes, newId, type UserId } from '@platform/ids/ids';
import { UserRowSearch } from '@platform/user-rows/user-row-search';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { ProductProcess } from '@test/support/product-process';
import { TestApi, type TestUser } from '@test/support/test-api';
import { exportOf } from '@test/support/user-data';
import { until } from '@test/support/two-nodes';
import { isFullRun, report, roundsOf } from './support/fault-run';

const KILLS = roundsOf({ short: 17, full: 50 });
/** The points are in every part of an erasure, which has about 120 statements. */
const STATEMENTS_BETWEEN_KILLS = isFullRun ? 3 : 7;
const MAILS = 700;
const BYSTANDERS = 3;
const MINUTES = 60_000;

describe('Erasures whose worker is killed by kill -9 at points in every part', () => {
  let api: TestApi;
  let admin: TestUser;
  let database: Database;
  const erased: TestUser[] = [];
  const bystanders: TestUser[] = [];
  const workers: ProductProcess[] = [];

  beforeAll(async () => {
    ProductProcess.build();
    api = await TestApi.start({ WORKER_IN_API: 'false', WORKER_LEASE_SECONDS: '1', WORKER_BACKOFF_MS: '10' });
    admin = await api.administrator();
    database = api.app.get(Database);
    for (let n = 0; n < BYSTANDERS; n++) bystanders.push(await rich(`bystander-${n}`));
    for (let n = 0; n < KILLS; n++) erased.push(await rich(`erased-${n}`));
    await handleRegistrations();
  }, 5 * MINUTES);
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
    await api.stop();
  });

  /** A user with data in several providers, more mails than one batch, and a file. */
  async function rich(name: string): Promise<TestUser> {
    const user = await api.register(name, { username: name });
    const image = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
    const raw = new Uint8Array(await image.png().toBuffer());
    await api.call('PUT', '/v1/me/avatar', { token: user.token, raw, headers: { 'content-type': 'image/png' } });
    await api.call('PATCH', '/v1/me/personal', { token: user.token, body: { givenName: name } });
    await api.call('PATCH', '/v1/me/preferences/ui', { token: user.token, body: { theme: 'dark' } });
    const mails = Array.from({ length: MAILS }, () => [idToBytes(newId()), idToBytes(user.id)]);
    await database.write(
      `INSERT INTO mail_message (id, user_id, kind, language, state, attempts, message_id, created_at, tried_until, settled_at)
       VALUES ${mails.map(() => "(?, ?, 'test', 'en', 'sent', 1, 'm', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))").join(', ')}`,
      mails.flat(),
    );
    return user;
  }

  /** Afterwards only erasures change the data of users. */
  async function handleRegistrations(): Promise<void> {
    const worker = startWorker();
    const due = "SELECT 1 FROM platform_job WHERE due_at <= UTC_TIMESTAMP(3) OR state = 'running'";
    const mails = "SELECT 1 FROM mail_message WHERE kind = 'recovery.verify_email' AND state = 'sent'";
    await until(async () => (await database.rows(mails)).length >= KILLS + BYSTANDERS, MINUTES);
    await until(async () => (await database.rows(due)).length === 0, MINUTES);
    await worker.stop();
  }

  function startWorker(killAt?: { readonly statement: number; readonly when: string }): ProductProcess {
    const env = { ...api.settings, NODE_ENV: 'development' };
    const worker = killAt
      ? ProductProcess.workerWith(join(__dirname, 'support/kill-at-statement.cjs'), {
          ...env,
          KILL_AT: String(killAt.statement),
          KILL_WHEN: killAt.when,
        })
      : ProductProcess.start('worker', env);
    workers.push(worker);
    return worker;
  }

  const isErased = async ({ id }: TestUser) =>
    (await database.rows("SELECT 1 FROM privacy_erasure WHERE user_id = ? AND state = 'erased'", [idToBytes(id)]))
      .length === 1;

  /** Everything that is not as one complete erasure of each user leaves it. */
  async function faults(): Promise<string[]> {
    const found: string[] = [];
    const ledger = await api.app
      .get(KeysDatabase)
      .rows<{ user_id: Buffer; certificate: string }>('SELECT user_id, certificate FROM privacy_erasure_ledger');
    const certificates = new Map(
      ledger.map(({ user_id, certificate }) => [
        idFromBytes<UserId>(user_id),
        (JSON.parse(certificate) as { certificate: any }).certificate,
      ]),
    );
    if (ledger.length !== KILLS) found.push(`The ledger has ${ledger.length} entries.`);
    for (const { id } of erased) {
      const rows = (await api.app.get(UserRowSearch).countOf(id)).filter((table) => table.rows > 0);
      if (rows.length > 0) found.push(`${id} has rows in ${rows.map(({ table }) => table).join(', ')}.`);
      const events = await database.rows(
        "SELECT 1 FROM event_log WHERE subject_id = ? AND type = 'privacy.user_erased'",
        [idToBytes(id)],
      );
      if (events.length !== 1) found.push(`${id} has ${events.length} events of its erasure.`);
      const certificate = certificates.get(id);
      const rowsIn = (name: string) => certificate?.tables.find(({ table }: any) => table === name)?.rows;
      const isRight =
        certificate?.rowsLeft === 0 &&
        certificate.keyDestroyed === true &&
        rowsIn('users_account') === 1 &&
        rowsIn('mail_message') >= MAILS &&
        certificate.files[0]?.files === 1;
      if (!isRight) found.push(`${id} has no right certificate.`);
    }
    return found;
  }

  it(
    'erase each user exactly once, with one ledger entry, one certificate and one event, and no other user',
    async () => {
      const before = await Promise.all(bystanders.map(({ id }) => exportOf(api.app, id)));
      for (const [round, user] of erased.entries()) {
        const path = `/v1/admin/users/${user.id}?now=true`;
        expect((await api.call('DELETE', path, { token: admin.token, body: {} })).status).toBe(202);
        const statement = 1 + round * STATEMENTS_BETWEEN_KILLS;
        const worker = startWorker({ statement, when: round % 2 ? 'before' : 'after' });
        expect(await worker.exited).toBeNull();
      }
      const unfinished = (await Promise.all(erased.map(isErased))).filter((done) => !done).length;
      expect(unfinished).toBeGreaterThan(0);
      startWorker();
      await until(async () => (await Promise.all(erased.map(isErased))).every(Boolean), 3 * MINUTES);
      expect(await faults()).toEqual([]);
      expect(await Promise.all(bystanders.map(({ id }) => exportOf(api.app, id)))).toEqual(before);

      await database.write('UPDATE mail_message SET user_id = ? WHERE user_id = ? LIMIT 1', [
        idToBytes((erased[0] as TestUser).id),
        idToBytes((bystanders[0] as TestUser).id),
      ]);
      await api.app
        .get(KeysDatabase)
        .write('DELETE FROM privacy_erasure_ledger WHERE user_id = ?', [idToBytes((erased[1] as TestUser).id)]);
      const control = await faults();
      const changed = await exportOf(api.app, (bystanders[0] as TestUser).id);
      expect(changed).not.toEqual(before[0]);
      report({
        fault: 'worker killed (kill -9) while it erases users',
        rounds: KILLS,
        losses: 0,
        figures: `${KILLS} users erased once, each with one certificate; ${unfinished} were unfinished after the last kill`,
        control: `a row that came back, and a missing ledger entry: ${control.length} faults found`,
      });
      expect(control).toEqual([
        expect.stringContaining('The ledger has'),
        expect.stringContaining('has rows in mail_message'),
        expect.stringContaining('has no right certificate'),
      ]);
    },
    20 * MINUTES,
  );
});
