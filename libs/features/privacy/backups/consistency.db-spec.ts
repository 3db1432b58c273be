import { openMachine, type Machine } from './backups.test-support';

const ACCOUNTS = 40;
const WRITERS = 8;

describe('A backup of a database in use', () => {
  let source: Machine;
  let target: Machine;

  beforeEach(async () => {
    source = await openMachine();
    target = await openMachine();
    await source.createSchemas();
    const connection = await source.connect();
    // The tables are read in this order, so that a backup without a snapshot would see transfers in one of them only.
    for (const table of ['account_a', 'account_b'])
      await connection.query(
        `CREATE TABLE ${table} (id int PRIMARY KEY, balance int NOT NULL, filler varchar(2000) NOT NULL)`,
      );
    for (let id = 0; id < ACCOUNTS; id++)
      for (const table of ['account_a', 'account_b'])
        await connection.query(`INSERT INTO ${table} VALUES (?, 100, REPEAT('x', 2000))`, [id]);
    await (await source.connect('keys')).query('CREATE TABLE user_key (user_id int PRIMARY KEY)');
    await connection.query('CREATE TABLE member (user_id int PRIMARY KEY)');
  });
  afterEach(async () => {
    await source.remove();
    await target.remove();
  });

  const restore = (backup: string) =>
    target.restore.run({
      data: source.input(backup, 'data'),
      keys: source.input(backup, 'keys'),
      privateKey: source.privateKey,
      trusted: source.trusted,
      force: true,
    });

  /** Moves money between the tables, and adds users after their keys, as the product does. Returns the number of changes. */
  async function write(writer: number, signal: AbortSignal): Promise<number> {
    const [main, keys] = [await source.connect(), await source.connect('keys')];
    await main.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    let changes = 0;
    for (let turnNumber = 0; !signal.aborted; turnNumber++) {
      const amount = (turnNumber % 7) - 3;
      await main.query('START TRANSACTION');
      // In one order for all writers, so that they do not deadlock.
      await main.query('UPDATE account_a SET balance = balance - ? WHERE id = ?', [amount, writer]);
      await main.query('UPDATE account_b SET balance = balance + ? WHERE id = ?', [amount, writer]);
      await main.query('COMMIT');
      const user = writer * 1_000_000 + turnNumber;
      await keys.query('INSERT INTO user_key VALUES (?)', [user]);
      await main.query('INSERT INTO member VALUES (?)', [user]);
      changes++;
    }
    return changes;
  }

  it('has one moment for all tables, and the key of every user, while eight writers change them', async () => {
    const stop = new AbortController();
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer, stop.signal));
    let checked = 0;
    try {
      for (let round = 0; round < 4; round++) {
        const { backup } = await source.creator.create();
        await restore(backup);
        const main = await target.connect();
        const [[sums]] = (await main.query(
          'SELECT (SELECT SUM(balance) FROM account_a) + (SELECT SUM(balance) FROM account_b) AS total, (SELECT COUNT(*) FROM member) AS members',
        )) as unknown as [{ total: string; members: string }[]];
        expect(Number(sums!.total)).toBe(ACCOUNTS * 200);
        checked += Number(sums!.members);
        const keys = await target.connect('keys');
        const [members] = (await main.query('SELECT user_id AS id FROM member')) as unknown as [{ id: number }[]];
        const [stored] = (await keys.query('SELECT user_id AS id FROM user_key')) as unknown as [{ id: number }[]];
        const known = new Set(stored.map(({ id }) => id));
        expect(members.filter(({ id }) => !known.has(id))).toEqual([]);
        await target.disconnect();
      }
    } finally {
      stop.abort();
    }
    const changes = await Promise.all(writers);
    // The writers were never stopped by the backup.
    expect(Math.min(...changes)).toBeGreaterThan(3);
    expect(checked).toBeGreaterThan(10);
  });
});
