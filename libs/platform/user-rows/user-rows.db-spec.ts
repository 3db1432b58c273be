import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Entity } from 'typeorm';
import {
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { startVaultNode, testMasterKeys, type VaultNode } from '@platform/vault/vault-node.test-support';
import { columnsKept } from '../user-data/columns-kept';
import type { UserDataRecord } from '../user-data/user-data-item';
import type { AcceptRecord } from '@platform/user-data/table-declaration';
import { RowsProvider } from './rows-provider';
import { UserRows, type DeclaredRows } from './user-rows';

@Entity('letter')
class LetterEntity {
  @PrimaryIdColumn() id: string;
  @IdColumn({ name: 'sender_id' }) senderId: string;
  @IdColumn({ name: 'recipient_id' }) recipientId: string;
  @TextColumn(40, { nullable: true }) subject: string | null;
  @SealedColumn(400, { name: 'body_sealed' }) bodySealed: Buffer;
  @HashColumn({ name: 'body_hash', nullable: true, unique: true }) bodyHash: Buffer | null;
  @TimeColumn({ name: 'sent_at' }) sentAt: Date;
}

const { personal, technical } = columnsKept('until the test ends');
/** Leaves out a subject that is not a text. */
const acceptLetter: AcceptRecord = async ({ subject, ...data }) =>
  typeof subject === 'string'
    ? { data: { ...data, subject }, leftOut: [] }
    : { data, leftOut: [{ pointer: '/subject', code: 'field.wrong_type' }] };
const LETTERS: DeclaredRows = {
  name: 'letter',
  holds: 'user-data',
  userColumns: ['sender_id', 'recipient_id'],
  columns: {
    id: technical('ID'),
    sender_id: personal('sender', 'plain'),
    recipient_id: personal('recipient', 'plain'),
    subject: personal('subject', 'plain'),
    body_sealed: personal('text', 'sealed'),
    body_hash: personal('to find a text again', 'hashed'),
    sent_at: personal('time', 'plain'),
  },
  rows: { entity: LetterEntity, kind: 'letter', json: ['bodySealed'], import: acceptLetter, reassign: 'moved' },
};
const PLACE = { table: 'letter', column: 'body_sealed' };

describe('The rows of one user', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: VaultNode;
  let rows: UserRows;
  let provider: RowsProvider;

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    node = await startVaultNode(databases, testMasterKeys());
    rows = new UserRows(database, node.vault);
    provider = new RowsProvider('letters', [LETTERS], database, rows);
    await database.write(
      `CREATE TABLE letter (id binary(16) PRIMARY KEY, sender_id binary(16) NOT NULL, recipient_id binary(16),
         subject varchar(40), body_sealed varbinary(400) NOT NULL, body_hash binary(32) UNIQUE, sent_at datetime(3) NOT NULL,
         KEY (sender_id, id), KEY (recipient_id, id))`,
    );
  });
  afterEach(() => database.write('DELETE FROM letter'));
  afterAll(async () => {
    await node.leave();
    await databases.drop();
  });

  async function someone(): Promise<UserId> {
    const id = newId<UserId>();
    await node.vault.createUserKey(id);
    return id;
  }

  /** Sealed with the sender's key. */
  async function send(from: UserId, to: UserId, text: string, hash: Buffer | null = null): Promise<void> {
    const body = (await node.vault.boxOf(from)).seal(PLACE, JSON.stringify({ text }));
    await database.write('INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?, ?)', [
      idToBytes(newId<UserId>()),
      idToBytes(from),
      idToBytes(to),
      'Hello',
      body,
      hash,
      new Date('2026-11-30T10:00:00.123Z'),
    ]);
  }

  async function count(userId: UserId, declared: DeclaredRows): Promise<number> {
    let found = 0;
    for await (const _ of rows.export(declared, userId)) found++;
    return found;
  }

  async function exported(userId: UserId): Promise<UserDataRecord[]> {
    const items = [];
    for await (const item of rows.export(LETTERS, userId)) items.push(item);
    return items;
  }

  it('are exported decrypted, without hashes and the ID of the user', async () => {
    const [ada, bob] = [await someone(), await someone()];
    await send(ada, bob, 'Dear Bob', Buffer.alloc(32, 1));
    expect(await exported(ada)).toEqual([
      {
        kind: 'letter',
        data: {
          id: expect.any(String),
          recipientId: bob,
          subject: 'Hello',
          body: { text: 'Dear Bob' },
          sentAt: '2026-11-30T10:00:00.123Z',
        },
      },
    ]);
  });

  it('are those in which either column names the user, each once', async () => {
    const [ada, bob, cleo] = [await someone(), await someone(), await someone()];
    await send(ada, bob, 'to Bob');
    await send(ada, ada, 'to myself');
    await send(bob, cleo, 'to Cleo');
    expect((await exported(ada)).map(({ data }) => (data.body as { text: string }).text)).toEqual([
      'to Bob',
      'to myself',
    ]);
    expect(await exported(bob)).toHaveLength(2);
    await provider.erase(bob);
    expect(await exported(ada)).toHaveLength(1);
    expect(await database.rows('SELECT 1 FROM letter')).toHaveLength(1);
  });

  it('are not those in which a column that stays after an erasure names a member of staff', async () => {
    const [ada, staff] = [await someone(), await someone()];
    await send(ada, staff, 'about Ada');
    const recipient = { column: 'recipient_id', keptAfterErasure: 'For this test.' };
    const about: DeclaredRows = { ...LETTERS, userColumns: ['sender_id', recipient] };
    expect([await count(ada, about), await count(staff, about)]).toEqual([1, 0]);
    const owned: DeclaredRows = { ...LETTERS, userColumns: ['sender_id', { ...recipient, isOwner: true }] };
    expect(await count(staff, owned)).toBe(1);
    await rows.reassign(about, staff, await someone());
    expect(await exported(staff)).toHaveLength(1);
  });

  it('stay when another user whom they name is erased, and that column becomes null', async () => {
    const [ada, bob, cleo] = [await someone(), await someone(), await someone()];
    await send(ada, bob, 'about Bob');
    const about: DeclaredRows = {
      ...LETTERS,
      userColumns: ['sender_id', { column: 'recipient_id', clearedByErasure: true }],
    };
    const owned = new RowsProvider('letters', [about], database, rows);
    const named = async () => (await database.row<{ id: Buffer | null }>('SELECT recipient_id AS id FROM letter'))?.id;
    expect([await count(bob, about), await count(ada, about)]).toEqual([0, 1]);
    await owned.reassign(bob, cleo);
    expect(await named()).toEqual(idToBytes(cleo));
    await owned.erase(cleo);
    expect([await named(), await count(ada, about)]).toEqual([null, 1]);
  });

  it('are read page by page, so that they are never all in memory', async () => {
    const [ada, bob] = [await someone(), await someone()];
    const body = (await node.vault.boxOf(ada)).seal(PLACE, '{}');
    for (let at = 0; at < 5; at++) {
      const values = Array.from({ length: 1000 }, () => [
        idToBytes(newId<UserId>()),
        idToBytes(ada),
        idToBytes(bob),
        body,
      ]);
      const marks = values.map(() => `(?, ?, ?, NULL, ?, NULL, UTC_TIMESTAMP(3))`).join(', ');
      await database.write(`INSERT INTO letter VALUES ${marks}`, values.flat());
    }
    const reading = jest.spyOn(database, 'rows');
    let largest = 0;
    reading.mockImplementation(async function (this: Database, ...given: Parameters<Database['rows']>) {
      const found = await Object.getPrototypeOf(database).rows.apply(this, given);
      largest = Math.max(largest, found.length);
      return found;
    } as never);
    const found = await count(ada, LETTERS);
    reading.mockRestore();
    expect(found).toBe(5000);
    expect(largest).toBe(500);
    await provider.erase(ada);
    expect(await database.rows('SELECT 1 FROM letter LIMIT 1')).toEqual([]);
  });

  it('can be imported from an export into another account, sealed with its key', async () => {
    const [ada, other] = [await someone(), await someone()];
    await send(ada, ada, 'kept');
    const [letter] = await exported(ada);
    expect(await rows.import(LETTERS, other, letter as UserDataRecord, 'export')).toBe('imported');
    const [imported] = await exported(other);
    const { id: _, ...same } = letter?.data ?? {};
    expect(imported?.data).toMatchObject(same);
    expect(imported?.data.id).not.toBe(letter?.data.id);
    await node.vault.destroyUserKey(ada);
    expect((await exported(other))[0]?.data.body).toEqual({ text: 'kept' });
  });

  it('with two owners are restored from a backup with both, sealed with the key of the first, once for both', async () => {
    const [ada, bob] = [await someone(), await someone()];
    await send(ada, bob, 'to Bob');
    const [[ofAda], [ofBob]] = [await exported(ada), await exported(bob)];
    expect([ofAda?.data, ofBob?.data]).toMatchObject([{ recipientId: bob }, { senderId: ada }]);
    await database.write('DELETE FROM letter');
    expect(await rows.import(LETTERS, bob, ofBob as UserDataRecord, 'backup')).toBe('imported');
    expect(await rows.import(LETTERS, ada, ofAda as UserDataRecord, 'backup')).toEqual({
      skipped: 'The account already has this.',
    });
    const owners = await database.rows('SELECT sender_id AS sender, recipient_id AS recipient FROM letter');
    expect(owners).toEqual([{ sender: idToBytes(ada), recipient: idToBytes(bob) }]);
    for (const user of [ada, bob]) expect((await exported(user))[0]?.data.body).toEqual({ text: 'to Bob' });
  });

  it('with two owners are not imported from an export, nor for a user who no longer exists', async () => {
    const [ada, bob] = [await someone(), await someone()];
    await send(ada, bob, 'to Bob');
    const [letter] = (await exported(ada)) as [UserDataRecord];
    await database.write('DELETE FROM letter');
    expect(await rows.import(LETTERS, ada, letter, 'export')).toEqual({
      skipped: 'The record also belongs to another user.',
    });
    await node.vault.destroyUserKey(bob);
    expect(await rows.import(LETTERS, ada, letter, 'backup')).toEqual({
      skipped: 'The record also belongs to a user who no longer exists.',
    });
    expect(await exported(ada)).toEqual([]);
  });

  it('are imported once, however often, in their order, and separately into each account', async () => {
    const [ada, one, two] = [await someone(), await someone(), await someone()];
    for (let at = 0; at < 20; at++) await send(ada, ada, String(at));
    const letters = await exported(ada);
    for (const to of [one, two, one])
      for (const letter of letters.toReversed()) await rows.import(LETTERS, to, letter, 'export');
    expect(await rows.import(LETTERS, one, letters[0] as UserDataRecord, 'export')).toEqual({
      skipped: 'The account already has this.',
    });
    const texts = async (userId: UserId) =>
      (await exported(userId)).map(({ data }) => (data.body as { text: string }).text);
    for (const to of [one, two]) expect(await texts(to)).toEqual(await texts(ada));
  });

  it('are not imported if a required field is missing, or if the table is never imported', async () => {
    const [ada] = [await someone()];
    const item = { kind: 'letter', data: { subject: 'x', sentAt: '2026-11-30T10:00:00.000Z' } };
    const skipped = (field: string) => ({ skipped: `The record does not contain a valid ${field}.` });
    expect(await rows.import(LETTERS, ada, item, 'export')).toEqual(skipped('body'));
    for (const sentAt of ['yesterday', '2026-02-30T10:00:00.000Z', 7, {}, null]) {
      const wrong = { kind: 'letter', data: { ...item.data, body: {}, sentAt } };
      expect(await rows.import(LETTERS, ada, wrong, 'export')).toEqual(skipped('sentAt'));
    }
    const never: DeclaredRows = { ...LETTERS, rows: { ...LETTERS.rows, import: { never: 'Not these.' } } };
    expect(await rows.import(never, ada, item, 'export')).toEqual({ skipped: 'Not these.' });
    expect(await database.rows('SELECT 1 FROM letter')).toEqual([]);
  });

  it('are imported from an export as far as the table accepts them, and from a backup as they were', async () => {
    const [ada, bob] = [await someone(), await someone()];
    const item = { kind: 'letter', data: { body: {}, sentAt: '2026-11-30T10:00:00.000Z' } };
    expect(await rows.import(LETTERS, ada, item, 'export')).toEqual({
      leftOut: [{ pointer: '/subject', code: 'field.wrong_type' }],
    });
    expect(await rows.import(LETTERS, bob, item, 'backup')).toBe('imported');
  });

  it('are reassigned to another account resealed, and stay readable when the first key is destroyed', async () => {
    const [ada, bob, cleo] = [await someone(), await someone(), await someone()];
    await send(ada, bob, 'one');
    await send(ada, ada, 'two');
    for (let time = 0; time < 2; time++) await rows.reassign(LETTERS, ada, cleo);
    await node.vault.destroyUserKey(ada);
    expect((await exported(cleo)).map(({ data }) => (data.body as { text: string }).text)).toEqual(['one', 'two']);
    expect(await exported(ada)).toEqual([]);
    expect(await exported(bob)).toHaveLength(1);
  });

  it('stay unchanged when the table requires it', async () => {
    const [ada, cleo] = [await someone(), await someone()];
    await send(ada, ada, 'mine');
    const stays: DeclaredRows = { ...LETTERS, rows: { ...LETTERS.rows, reassign: { stays: 'Not these.' } } };
    await rows.reassign(stays, ada, cleo);
    expect(await exported(cleo)).toEqual([]);
    expect(await exported(ada)).toHaveLength(1);
  });
});
