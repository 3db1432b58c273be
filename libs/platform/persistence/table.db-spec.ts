import { Entity } from 'typeorm';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { CountColumn, FlagColumn, PrimaryIdColumn, TextColumn, TimeColumn } from './columns';
import type { Database } from './database';
import { fromNow, NEXT_VERSION, NOW } from './entity-table';
import { duplicateKeyOf } from './failures';
import { idToBytes, newId } from '@platform/ids/ids';
import { Table } from './table';

@Entity('lamp')
class LampEntity {
  @PrimaryIdColumn() id: string;
  @TextColumn(20) name: string;
  @FlagColumn({ name: 'is_lit' }) isLit: boolean;
  @CountColumn() version: number;
  @TimeColumn({ name: 'ends_at', nullable: true }) endsAt: Date | null;
}

describe('The table of an entity', () => {
  let databases: TestDatabases;
  let database: Database;
  let lamps: Table<LampEntity, 'hasEnded'>;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    await database.write(
      `CREATE TABLE lamp (id binary(16) PRIMARY KEY, name varchar(20) NOT NULL, is_lit tinyint NOT NULL,
         version int NOT NULL, ends_at datetime(3) NULL, UNIQUE KEY lamp_name (name))`,
    );
    lamps = new Table(database, LampEntity, {
      conditions: { hasEnded: 'ends_at <= UTC_TIMESTAMP(3)' },
      changesWith: ['version'],
    });
  });
  beforeEach(() => database.write('DELETE FROM lamp'));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => databases.drop());

  const add = async (name: string, endsAt: Date | null = null) => {
    const id = newId();
    await lamps.insert({ id, name, isLit: false, version: 1, endsAt });
    return id;
  };
  const turn = (id: string, isLit: boolean) => lamps.update({ id }, { isLit, version: NEXT_VERSION });
  /** What another node would do. */
  const turnElsewhere = (id: string) =>
    database.transactions.apart(() =>
      database.write('UPDATE lamp SET version = version + 1 WHERE id = ?', [idToBytes(id)]),
    );

  it('reads a row with its conditions, which are true, false, or false for lack of a value', async () => {
    const [ended, lasting, endless] = [newId(), newId(), newId()];
    const lamp = { isLit: true, version: 1 };
    await lamps.insert({ ...lamp, id: ended, name: 'ended', endsAt: fromNow(-1, 'MINUTE') });
    await lamps.insert({ ...lamp, id: lasting, name: 'lasting', endsAt: fromNow(1, 'MINUTE') });
    await lamps.insert({ ...lamp, id: endless, name: 'endless' });
    const read = await Promise.all([ended, lasting, endless, newId()].map((id) => lamps.read({ id })));
    expect(read.map((found) => found?.hasEnded)).toEqual([true, false, false, undefined]);
    expect(read[2]).toEqual({ ...lamp, id: endless, name: 'endless', endsAt: null, hasEnded: false });
    expect(await lamps.newest('is_lit = ?', [1], lasting, 5)).toEqual([expect.objectContaining({ id: ended })]);
    const byName = lamps.readerOf({ only: ['name'], where: "name <> 'ended'" });
    expect(await byName.one(idToBytes(lasting))).toEqual({ name: 'lasting', hasEnded: false });
    expect(await byName.one(idToBytes(ended))).toBeUndefined();
  });

  it('inserts unless a key is taken, and inserts or changes', async () => {
    const id = await add('a');
    expect(await lamps.insertIfNew({ id: newId(), name: 'a', isLit: true, version: 1 })).toBe(false);
    expect(await lamps.insertIfNew({ id: newId(), name: 'b', isLit: true, version: 1 })).toBe(true);
    await lamps.put({ id, name: 'c', isLit: true, version: 7 }, { version: NEXT_VERSION });
    expect(await lamps.read({ id })).toMatchObject({ name: 'a', isLit: false, version: 2 });
    await lamps.put({ id, name: 'c', isLit: true, version: 7 });
    expect(await lamps.read({ id })).toMatchObject({ name: 'c', isLit: true, version: 7 });
    const taken = lamps.insert({ id: newId(), name: 'b', isLit: true, version: 1, endsAt: NOW }, (error) => {
      if (duplicateKeyOf(error) === 'lamp_name') throw new Error('b is taken');
    });
    await expect(taken).rejects.toThrow('b is taken');
  });

  it('changes and removes several rows, and none when there are no keys', async () => {
    const [one, two, three] = [await add('1'), await add('2'), await add('3')];
    await lamps.updateAll('id', [one, two], { isLit: true });
    await lamps.updateAll('id', [], { isLit: true });
    expect((await lamps.select('ORDER BY name')).map(({ isLit }) => isLit)).toEqual([true, true, false]);
    await lamps.removeAll('name', ['1', '3']);
    await lamps.removeAll('name', []);
    expect((await lamps.select()).map(({ id }) => id)).toEqual([two]);
    await lamps.remove({ id: two });
    expect([await lamps.read({ id: one }), await lamps.read({ id: two }), await lamps.read({ id: three })]).toEqual(
      Array(3).fill(undefined),
    );
  });

  describe('locks a row', () => {
    const attemptsAt = async (id: string, work: (lamp: LampEntity, attempt: number) => Promise<void>) => {
      let attempts = 0;
      await database.transactions.run(async () => {
        attempts++;
        const lamp = await lamps.lock({ id });
        if (!lamp) throw new Error('The row is missing.');
        await work(lamp, attempts);
      });
      return attempts;
    };

    it('without an extra connection, when no other transaction changes it', async () => {
      const id = await add('a');
      const acquired = jest.spyOn(database.pool, 'acquire');
      expect(await attemptsAt(id, () => turn(id, true))).toBe(1);
      // One for the read, none for the transaction.
      expect(acquired).toHaveBeenCalledTimes(1);
      expect(await lamps.read({ id })).toMatchObject({ isLit: true, version: 2 });
    });

    it.each(['changes', 'removes', 'only reads'])(
      'and is run again when another changes it first, if it %s it',
      async (what) => {
        const id = await add('a');
        const seen: number[] = [];
        const attempts = await attemptsAt(id, async ({ version }, attempt) => {
          seen.push(version);
          if (attempt === 1) await turnElsewhere(id);
          if (what === 'changes') await turn(id, true);
          if (what === 'removes') await lamps.remove({ id });
        });
        expect([attempts, seen]).toEqual([2, [1, 2]]);
        const after = await lamps.read({ id });
        expect(after?.version).toBe({ changes: 3, removes: undefined, 'only reads': 2 }[what]);
      },
    );

    it('and is run again when another changes it before a statement needs a connection', async () => {
      const id = await add('a');
      const attempts = await attemptsAt(id, async (_lamp, attempt) => {
        if (attempt === 1) await turnElsewhere(id);
        await database.row('SELECT 1 FROM lamp');
        await turn(id, true);
      });
      expect([attempts, (await lamps.read({ id }))?.version]).toEqual([2, 3]);
    });

    it('and sees its own changes of it, even when it locks the row twice', async () => {
      const id = await add('a');
      const attempts = await attemptsAt(id, async () => {
        await lamps.lock({ id });
        await turn(id, true);
        expect(await lamps.read({ id })).toMatchObject({ isLit: true, version: 2 });
        await lamps.lock({ id });
        await turn(id, false);
      });
      expect([attempts, await lamps.read({ id })]).toEqual([1, expect.objectContaining({ isLit: false, version: 3 })]);
    });

    it('with a lock of the database when the table declares no column that changes with the row', async () => {
      const id = await add('a');
      const strict = new Table(database, LampEntity);
      const order: string[] = [];
      let isLocked: () => void = () => undefined;
      const locked = new Promise<void>((resolve) => (isLocked = resolve));
      const first = database.transactions.run(async () => {
        await strict.lock({ id });
        isLocked();
        await new Promise((resolve) => setImmediate(resolve));
        await strict.update({ id }, { name: 'first' });
        order.push('first');
      });
      await locked;
      const second = database.transactions.run(async () => {
        const lamp = await strict.lock({ id });
        order.push(lamp?.name ?? '');
      });
      await Promise.all([first, second]);
      expect(order).toEqual(['first', 'first']);
    });

    it('that it has read before without reading it again, and is run again when another changes it', async () => {
      const id = await add('a');
      const read = await lamps.read({ id });
      const acquired = jest.spyOn(database.pool, 'acquire');
      const results: boolean[] = [];
      const run = (changeFirst: boolean) =>
        database.transactions.run(async () => {
          results.push(await lamps.lockUnchanged(read as LampEntity));
          if (changeFirst && results.length === 2) await turnElsewhere(id);
        });
      await run(false);
      expect(acquired).not.toHaveBeenCalled();
      await run(true);
      expect(results).toEqual([true, true, false]);
    });

    it('that it has read before, and notices that it was read again in another state', async () => {
      const id = await add('a');
      const read = await lamps.read({ id });
      await turnElsewhere(id);
      await database.transactions.run(async () => {
        await lamps.lock({ id });
        expect(await lamps.lockUnchanged(read as LampEntity)).toBe(false);
        expect(await lamps.lockUnchanged({ id, version: 2 })).toBe(true);
      });
    });

    it('only in a transaction, and only with its key', async () => {
      await expect(lamps.lock({ id: newId() })).rejects.toThrow('locked outside a transaction');
      await expect(lamps.update({ name: 'a' }, { isLit: true })).rejects.toThrow('lacks id');
    });
  });
});
