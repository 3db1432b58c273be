import { readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ArchiveReader, BrokenArchive, verifyExport } from '@features/privacy';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/ids/ids';
import { Chance } from '@test/support/chance';
import { downloaded, sha256, withFile } from '@test/support/downloaded-export';
import { addEvents } from '@test/support/many-events';
import { ProductProcess } from '@test/support/product-process';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { report, roundsOf } from './support/fault-run';

const KILLS = roundsOf({ short: 15, full: 50 });
const USERS = 8;
const EVENTS = 3000;
/** An attempt takes about half a second. */
const LATEST_KILL_MS = 600;
const MINUTES = 60_000;

describe('Exports whose worker is killed by kill -9', () => {
  const chance = new Chance('kills of exports');
  let api: TestApi;
  let database: Database;
  let users: TestUser[];
  let worker: ProductProcess | undefined;
  const requested = new Map<string, TestUser>();

  beforeAll(async () => {
    ProductProcess.build();
    api = await TestApi.start({ WORKER_IN_API: 'false', WORKER_LEASE_SECONDS: '1', WORKER_BACKOFF_MS: '10' });
    database = api.app.get(Database);
    users = [];
    for (let n = 0; n < USERS; n++) {
      const user = await api.register(`leaver-${n}`);
      await addEvents(database, user.id, EVENTS);
      users.push(user);
    }
  }, 3 * MINUTES);
  afterAll(async () => {
    await worker?.stop('SIGKILL');
    await api.stop();
  });

  const startWorker = () => (worker = ProductProcess.start('worker', { ...api.settings, NODE_ENV: 'development' }));
  const pending = async () =>
    (await database.rows<{ file: Buffer | null }>("SELECT file FROM privacy_export WHERE state = 'pending'")).map(
      ({ file }) => file?.toString(),
    );

  /** Users whose export is ready request another one, so that there is always one to interrupt. */
  async function requestAgain(): Promise<void> {
    for (const user of users) {
      const { status, body } = await api.call('POST', '/v1/me/exports', { token: user.token });
      expect(status).toBe(202);
      requested.set(body.id, user);
    }
  }

  /** Resolves once an attempt has begun that had not begun before. */
  async function untilBegun(before: readonly (string | undefined)[]): Promise<void> {
    await until(async () => (await pending()).some((file) => file !== undefined && !before.includes(file)), MINUTES);
  }

  async function filesBelow(folder: string): Promise<string[]> {
    const entries = await readdir(join(api.settings.DATA_DIR as string, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  }

  /** The other files are tiles of the audit log. */
  const exportFiles = async () => (await filesBelow('files')).filter((path) => basename(path).startsWith('export-'));

  /** Everything that is not exactly as it would be without kills. */
  async function faults(): Promise<string[]> {
    const rows = await database.rows<{ id: Buffer; state: string; file: Buffer | null; sha256: Buffer | null }>(
      'SELECT id, state, file, sha256 FROM privacy_export',
    );
    const ready = await countsOf('privacy.export_ready');
    const mails = await database.row<{ n: number }>(
      "SELECT COUNT(*) AS n FROM mail_message WHERE kind = 'privacy.export_ready'",
    );
    const found: string[] = [];
    if (Number(mails?.n) !== requested.size) found.push(`There are ${mails?.n} mails for ${requested.size} exports.`);
    if (rows.length !== requested.size) found.push(`There are ${rows.length} exports, not ${requested.size}.`);
    for (const row of rows) {
      const id = idFromBytes(row.id);
      const user = requested.get(id) as TestUser;
      if (row.state !== 'ready') found.push(`${id} is ${row.state}.`);
      if (ready.get(id) !== 1) found.push(`${id} became ready ${ready.get(id)} times.`);
      const fault = await faultOfArchive(user, id, row.sha256);
      if (fault) found.push(`${id}: ${fault}`);
    }
    const named = new Set(rows.map(({ file }) => file?.toString()));
    const left = [...(await exportFiles()), ...(await filesBelow('exports'))];
    found.push(...left.filter((path) => !named.has(basename(path))).map((path) => `${basename(path)} is left.`));
    return found;
  }

  async function faultOfArchive(user: TestUser, id: string, hash: Buffer | null): Promise<string | undefined> {
    const archive = await downloaded(api, user, id);
    if (sha256(archive) !== hash?.toString('hex')) return 'It has another hash.';
    return withFile(archive, async (file) => {
      try {
        const reader = await ArchiveReader.open(file);
        const { records } = await verifyExport(reader, undefined);
        reader.close();
        return records > EVENTS ? undefined : `It has only ${records} records.`;
      } catch (error) {
        if (error instanceof BrokenArchive) return error.message;
        throw error;
      }
    });
  }

  /** How often an event was published about each export. */
  async function countsOf(type: string): Promise<Map<string, number>> {
    const rows = await database.rows<{ facts: Buffer }>('SELECT facts FROM event_log WHERE type = ?', [type]);
    const counts = new Map<string, number>();
    for (const { facts } of rows) {
      const { exportId } = JSON.parse(facts.toString()) as { exportId: string };
      counts.set(exportId, (counts.get(exportId) ?? 0) + 1);
    }
    return counts;
  }

  it(
    'are all ready in the end, each once, complete and signed, and no partial file is left',
    async () => {
      let interrupted = 0;
      let kills = 0;
      for (; interrupted < KILLS; kills++) {
        await requestAgain();
        const before = await pending();
        const running = startWorker();
        await untilBegun(before);
        await pause(chance.below(LATEST_KILL_MS));
        await running.stop('SIGKILL');
        if ((await pending()).some((file) => file !== undefined && !before.includes(file))) interrupted++;
      }
      startWorker();
      await until(async () => (await pending()).length === 0, 5 * MINUTES);
      expect(await faults()).toEqual([]);
      const control = await faultsFoundByControl();
      report({
        fault: 'worker killed (kill -9) while it builds exports',
        rounds: kills,
        losses: 0,
        figures: `${requested.size} exports, ${interrupted} attempts interrupted`,
        control: `a partial file, a changed archive and a second ready event: ${control.length} of 3 found`,
      });
      expect(control).toHaveLength(3);
    },
    20 * MINUTES,
  );

  async function faultsFoundByControl(): Promise<string[]> {
    const [first, second] = await exportFiles();
    await writeFile(join(dirname(first as string), `${basename(first as string)}.0123456789ab.tmp`), 'partial');
    await writeFile(second as string, Buffer.alloc(1000));
    const copied = await database.row<{ id: Buffer }>(
      "SELECT id FROM event_log WHERE type = 'privacy.export_ready' ORDER BY seq LIMIT 1",
    );
    await database.write(
      `INSERT INTO event_log (id, at, type, version, actor_kind, subject_id, facts, format, leaf_hash)
       SELECT ?, at, type, version, actor_kind, subject_id, facts, format, leaf_hash FROM event_log WHERE id = ?`,
      [idToBytes('01a231e3-fd17-7560-8b66-378032725ba4'), copied?.id as Buffer],
    );
    return faults();
  }
});
