import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '@platform/persistence/database';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { RESTORE_MARKER } from '@platform/persistence/open/restore-marker';
import { openMachine, type Machine } from '../../libs/features/privacy/backups/backups.test-support';
import { Child } from './support/child';

const TABLES = 6;
const ROWS = 600;
const KILLS = 4;

describe('A backup whose process is killed', () => {
  let source: Machine;
  let target: Machine;

  beforeAll(async () => {
    source = await openMachine();
    target = await openMachine();
    await source.createSchemas();
    for (const name of ['main', 'keys'] as const) {
      const connection = await source.connect(name);
      for (let table = 0; table < TABLES; table++) {
        await connection.query(`CREATE TABLE ${name}_${table} (id int PRIMARY KEY, text varchar(3000))`);
        const rows = Array.from({ length: ROWS }, (_, id) => [id, `${id}`.repeat(500)]);
        await connection.query(`INSERT INTO ${name}_${table} VALUES ?`, [rows]);
      }
    }
    await source.disconnect();
  });
  afterAll(async () => {
    await source.remove();
    await target.remove();
  });

  const environment = { TEST_DATABASE_URL: process.env.TEST_DATABASE_URL, NODE_ENV: 'test' };

  /** Runs a process that kills itself at its nth step. Returns whether it was killed. */
  async function killedAt(step: number, env: NodeJS.ProcessEnv): Promise<boolean> {
    const child = new Child('backup.child.ts', {
      ...environment,
      MACHINE: JSON.stringify(source.parts),
      KILL_AT: String(step),
      ...env,
    });
    const { signal, code } = await child.ended;
    if (signal === null && code !== 0) throw new Error(child.output);
    return signal === 'SIGKILL';
  }

  const archives = async () => {
    const folders = ['data', 'keys'].map((kind) => join(source.folder, 'backups', kind));
    const names = await Promise.all(folders.map((folder) => readdir(folder).catch((): string[] => [])));
    return names.flat();
  };
  const finished = async (kind: string) => (await archives()).filter((name) => name.endsWith(`.${kind}.ukb`));

  it('leaves no archive of the data under its final name', async () => {
    // The steps: the schema and each table, first of the keys and then of the data.
    for (let kill = 0; kill < KILLS; kill++)
      expect(await killedAt(1 + Math.floor((kill / (KILLS - 1)) * (2 * TABLES)), {})).toBe(true);
    expect(await finished('data')).toEqual([]);
    expect((await archives()).some((name) => name.endsWith('.tmp'))).toBe(true);
    expect(await source.store.list('data')).toEqual([]);
  });

  it('is complete after a restore that was killed is started again, and until then is refused', async () => {
    const { backup } = await source.creator.create();
    const env = { BACKUP: backup, TARGET: JSON.stringify(target.parts) };
    for (let kill = 0; kill < KILLS; kill++) {
      expect(await killedAt(2 + kill * 4, env)).toBe(true);
      const database = new Database(new ConnectionPool(target.url('main'), 1, { acquireMs: 5000, statementMs: 5000 }));
      expect(await database.rows(`SHOW TABLES LIKE '${RESTORE_MARKER}'`)).toHaveLength(1);
      await database.close();
    }
    expect(await killedAt(Infinity, env)).toBe(false);
    for (const name of ['main', 'keys'] as const) {
      const [from, to] = [await source.connect(name), await target.connect(name)];
      for (let table = 0; table < TABLES; table++) {
        const sql = `SELECT * FROM ${name}_${table} ORDER BY id`;
        expect((await to.query(sql))[0]).toEqual((await from.query(sql))[0]);
      }
      expect((await to.query(`SHOW TABLES LIKE '${RESTORE_MARKER}'`))[0]).toEqual([]);
    }
  });
});
