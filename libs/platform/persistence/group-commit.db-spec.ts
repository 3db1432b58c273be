import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { systemWork, withWork } from '@platform/context/work-context';
import type { Database } from './database';
import { CommitUnknown, DeadlinePassed, duplicateKeyOf, ConcurrentChange } from './failures';
import { Entity } from 'typeorm';
import { CountColumn, PrimaryIdColumn, TextColumn } from './columns';
import { NEXT_VERSION } from './entity-table';
import { idFromBytes } from '@platform/ids/ids';
import { Table } from './table';

@Entity('person')
class PersonEntity {
  @PrimaryIdColumn() id: string;
  @TextColumn(50) name: string;
  @CountColumn() version: number;
}

const idOf = (n: number) => Buffer.alloc(16, n);

describe('Deferred writes', () => {
  let databases: TestDatabases;
  let database: Database;
  let people: Table<PersonEntity>;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    await database.write(
      'CREATE TABLE person (id binary(16) PRIMARY KEY, name varchar(50) NOT NULL, version int NOT NULL, UNIQUE KEY person_name (name))',
    );
    await database.write('CREATE TABLE note (person binary(16) NOT NULL, text varchar(50) NOT NULL)');
    people = new Table(database, PersonEntity, { changesWith: ['version'] });
  });
  beforeEach(async () => {
    await database.write('DELETE FROM person');
    await database.write('DELETE FROM note');
    for (let n = 1; n <= 40; n++) await database.write('INSERT INTO person VALUES (?, ?, 1)', [idOf(n), `name ${n}`]);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => databases.drop());

  const keyOf = (n: number) => ({ id: idFromBytes(idOf(n)) });
  const refuse = (name: string) => (error: unknown) => {
    if (duplicateKeyOf(error) === 'person_name') throw new Error(`${name} is taken`);
  };
  const rename = (n: number, name: string, version: number) =>
    database.defer({
      table: 'person',
      sql: 'UPDATE person SET name = ?, version = version + 1 WHERE id = ? AND version = ?',
      values: [name, idOf(n), version],
      expectsRow: true,
      refuse: refuse(name),
    });
  const note = (n: number, text: string) =>
    database.defer({
      table: 'note',
      sql: 'INSERT INTO note (person, text) VALUES',
      row: '(?, ?)',
      values: [idOf(n), text],
    });
  const changeName = (n: number, name: string) =>
    database.transactions.run(async () => {
      await people.lock(keyOf(n));
      await people.update(keyOf(n), { name, version: NEXT_VERSION }, refuse(name));
      await note(n, name);
    });
  const names = async () =>
    (await database.rows<{ name: string }>('SELECT name FROM person ORDER BY id')).map(({ name }) => name);
  const notes = async () =>
    (await database.rows<{ text: string }>('SELECT text FROM note ORDER BY text')).map(({ text }) => text);

  it('report a full disk, although only a group of them has met it', async () => {
    await database.refuseUnlessWritable();
    const { multiStatementPool } = database.pool;
    const connection = await multiStatementPool.acquire();
    const full = multiStatementPool.command(connection, "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1021");
    await expect(full).rejects.toMatchObject({ errno: 1021 });
    connection.release();
    await expect(database.refuseUnlessWritable()).rejects.toThrow('no free disk space');
  });

  it('fail without affecting other transactions if the server rejects one of them', async () => {
    await database.write('CREATE TABLE full (id int PRIMARY KEY)');
    const connection = await database.pool.acquire();
    await database.pool.command(
      connection,
      `CREATE TRIGGER full_disk BEFORE INSERT ON full FOR EACH ROW
         SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'`,
    );
    connection.release();
    const outcomes = await Promise.allSettled([
      database.defer({ table: 'full', sql: 'INSERT INTO full (id) VALUES', row: '(?)', values: [1] }),
      database.transactions.run(async () => {
        await rename(1, 'never', 1);
        await database.defer({ table: 'full', sql: 'INSERT INTO full (id) VALUES', row: '(?)', values: [2] });
      }),
      changeName(2, 'two'),
      note(3, 'three'),
    ]);
    expect(outcomes).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ errno: 1114 }) },
      { status: 'rejected', reason: expect.objectContaining({ errno: 1114 }) },
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: undefined },
    ]);
    expect([(await names()).slice(0, 2), await notes()]).toEqual([
      ['name 1', 'two'],
      ['three', 'two'],
    ]);
  });

  it('have an unknown outcome when the server rejects the commit itself', async () => {
    const { multiStatementPool } = database.pool;
    const command = multiStatementPool.command.bind(multiStatementPool);
    jest
      .spyOn(multiStatementPool, 'command')
      .mockImplementation((connection, sql) =>
        command(connection, sql.replace(/COMMIT$/, "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1026")),
      );
    await expect(changeName(1, 'one')).rejects.toBeInstanceOf(CommitUnknown);
    expect((await names())[0]).toBe('name 1');
  });

  it('share transactions: forty units of work need a fraction of forty', async () => {
    const sent = jest.spyOn(database.pool.multiStatementPool, 'command');
    await Promise.all(Array.from({ length: 40 }, (_, n) => changeName(n + 1, `new ${n + 1}`)));
    expect(await names()).toEqual(Array.from({ length: 40 }, (_, n) => `new ${n + 1}`));
    expect(await notes()).toHaveLength(40);
    expect(sent.mock.calls.length).toBeLessThan(16);
  });

  it('of units with a single change each need one message, and leave out only outdated ones', async () => {
    const sent = jest.spyOn(database.pool.multiStatementPool, 'command');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        database.transactions.run(() => rename(n + 1, `one ${n + 1}`, n === 4 && !sent.mock.calls.length ? 0 : 1)),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
    expect(await names()).toEqual([
      ...Array.from({ length: 20 }, (_, n) => `one ${n + 1}`),
      ...Array.from({ length: 20 }, (_, n) => `name ${n + 21}`),
    ]);
    const messages = sent.mock.calls.map(([, sql]) => sql);
    expect(messages.length).toBeLessThan(20);
    for (const sql of messages) expect(sql).toMatch(/^START TRANSACTION;.*;COMMIT$/s);
  });

  it('are not made when the unit of work fails before its end', async () => {
    const work = database.transactions.run(async () => {
      await rename(1, 'never', 1);
      await note(1, 'never');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect([(await names())[0], await notes()]).toEqual(['name 1', []]);
  });

  it('are visible to later reads of the same unit of work', async () => {
    await database.transactions.run(async () => {
      await rename(1, 'seen', 1);
      expect((await people.read(keyOf(1)))?.name).toBe('seen');
      await rename(1, 'seen twice', 2);
      await note(1, 'seen');
      expect(await notes()).toEqual(['seen']);
    });
    expect([(await names())[0], await notes()]).toEqual(['seen twice', ['seen']]);
  });

  it('to one row at the same time are all made, one after the other', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => changeName(1, `turn ${n}`)));
    expect((await people.read(keyOf(1)))?.version).toBe(31);
    expect(await notes()).toHaveLength(30);
  });

  it('fail only for the invalid transaction, with its own error', async () => {
    const outcomes = await Promise.allSettled([
      changeName(1, 'one'),
      changeName(2, 'name 30'),
      changeName(3, 'three'),
      database.transactions.run(() => note(4, 'x'.repeat(51))),
      changeName(5, 'five'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'name 30 is taken' } });
    expect((await names()).slice(0, 5)).toEqual(['one', 'name 2', 'three', 'name 4', 'five']);
    expect(await notes()).toEqual(['five', 'one', 'three']);
  });

  it('of a transaction are committed or rolled back together, also inside a group', async () => {
    const both = (first: number, second: number, secondVersion: number) =>
      database.transactions.run(async () => {
        if (secondVersion > 1 && (await people.read(keyOf(second)))?.version === 1) secondVersion = 99;
        await rename(first, `both ${first}`, 1);
        await rename(second, `both ${second}`, secondVersion);
        await note(first, 'both');
      });
    const outcomes = await Promise.allSettled([
      changeName(9, 'nine'),
      both(1, 2, 1),
      both(3, 4, 2),
      changeName(8, 'eight'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[2]).toMatchObject({ reason: expect.any(ConcurrentChange) as unknown });
    expect(await names()).toMatchObject({ 0: 'both 1', 1: 'both 2', 2: 'name 3', 3: 'name 4', 7: 'eight', 8: 'nine' });
    expect(await notes()).toEqual(['both', 'eight', 'nine']);
  });

  it('are not sent after the deadline of the request', async () => {
    const late = withWork(systemWork('late', 'late', 0), () => changeName(1, 'too late'));
    await expect(late).rejects.toBeInstanceOf(DeadlinePassed);
    await changeName(2, 'in time');
    expect((await names()).slice(0, 2)).toEqual(['name 1', 'in time']);
  });

  it('have an unknown outcome for the whole group when the answer to its commit is lost', async () => {
    const { multiStatementPool } = database.pool;
    const command = multiStatementPool.command.bind(multiStatementPool);
    jest.spyOn(multiStatementPool, 'command').mockImplementation(async (connection, sql) => {
      const answer = await command(connection, sql);
      if (sql.endsWith('COMMIT')) throw Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
      return answer;
    });
    const outcomes = await Promise.allSettled([changeName(1, 'one'), changeName(2, 'two')]);
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as unknown)).toEqual([
      expect.any(CommitUnknown),
      expect.any(CommitUnknown),
    ]);
    // Here the commit had reached the server; nothing was sent twice.
    expect([(await names()).slice(0, 2), await notes()]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  it('are retried when the connection is lost before the commit', async () => {
    const { multiStatementPool } = database.pool;
    const command = multiStatementPool.command.bind(multiStatementPool);
    let lost = 0;
    jest.spyOn(multiStatementPool, 'command').mockImplementation(async (connection, sql) => {
      if (!sql.endsWith('COMMIT') && lost++ === 0) {
        connection.destroy();
        throw Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST' });
      }
      return command(connection, sql);
    });
    await Promise.all([1, 2, 3].map((n) => changeName(n, `new ${n}`)));
    expect((await names()).slice(0, 3)).toEqual(['new 1', 'new 2', 'new 3']);
    expect([await notes(), lost]).toEqual([['new 1', 'new 2', 'new 3'], 1]);
  });

  it('do not wait long for a delayed group', async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isLocked: () => void = () => undefined;
    const locked = new Promise<void>((resolve) => (isLocked = resolve));
    const holder = database.transactions.run(async () => {
      await database.row('SELECT id FROM person WHERE id = ? FOR UPDATE', [idOf(1)]);
      isLocked();
      await held;
    });
    await locked;
    const blocked = rename(1, 'late', 1).then(() => order.push('held up'));
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([2, 3, 4].map((n) => changeName(n, `quick ${n}`)));
    order.push('quick');
    release();
    await Promise.all([holder, blocked]);
    expect(order).toEqual(['quick', 'held up']);
  });

  it('that are large are sent separately', async () => {
    const sent = jest.spyOn(database.pool.multiStatementPool, 'command');
    await database.write('CREATE TABLE large (text mediumblob NOT NULL)');
    await database.transactions.run(() =>
      database.defer({
        table: 'large',
        sql: 'INSERT INTO large (text) VALUES',
        row: '(?)',
        values: [Buffer.alloc(300_000, 'x')],
      }),
    );
    expect(sent).not.toHaveBeenCalled();
    expect(await database.row('SELECT LENGTH(text) AS bytes FROM large')).toEqual({ bytes: 300_000 });
  });

  it('form a separate transaction outside of one', async () => {
    await note(1, 'alone');
    expect(await notes()).toEqual(['alone']);
  });
});
