import crypto from 'node:crypto';
import { newId, type UserId } from '@platform/ids/ids';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { aesKey, BrokenSeal } from './cipher/aes-gcm';
import { UserBox, UserKeyDestroyed } from './user-keys/user-box';
import { startVaultNode, testMasterKeys, type VaultNode } from './vault-node.test-support';

const EMAIL = { table: 'user_email', column: 'address' };
const NAME = { table: 'user_profile', column: 'name' };

describe('Vault', () => {
  let databases: TestDatabases;
  let here: VaultNode;
  let there: VaultNode;
  let userId: UserId;
  const masterKeys = testMasterKeys();

  beforeAll(async () => {
    databases = await createTestDatabases();
    here = await startVaultNode(databases, masterKeys);
    there = await startVaultNode(databases, masterKeys);
  });
  beforeEach(async () => {
    userId = newId<UserId>();
    await here.vault.createUserKey(userId);
  });
  afterAll(async () => {
    await Promise.all([here.leave(), there.leave()]);
    await databases.drop();
  });

  it('decrypts on one node what another has sealed', async () => {
    const sealed = (await here.vault.boxOf(userId)).seal(EMAIL, 'ada@example.com');
    expect((await there.vault.boxOf(userId)).open(EMAIL, sealed)).toBe('ada@example.com');
    expect(sealed.includes('ada')).toBe(false);
  });

  it('never seals the same text to the same bytes', async () => {
    const box = await here.vault.boxOf(userId);
    expect(box.seal(EMAIL, 'ada').equals(box.seal(EMAIL, 'ada'))).toBe(false);
  });

  it('rejects a value that was moved to another user, table or column', async () => {
    const box = await here.vault.boxOf(userId);
    const sealed = box.seal(EMAIL, 'ada@example.com');
    const other = newId<UserId>();
    await here.vault.createUserKey(other);
    const otherBox = await here.vault.boxOf(other);
    expect(() => otherBox.open(EMAIL, sealed)).toThrow(BrokenSeal);
    expect(() => box.open(NAME, sealed)).toThrow(BrokenSeal);
    expect(() => box.open({ ...EMAIL, column: 'other' }, sealed)).toThrow(BrokenSeal);
  });

  it("rejects a value that was moved to another user whose key is a copy of the owner's", () => {
    const key = aesKey(Buffer.alloc(32, 7));
    const sealed = new UserBox(Buffer.alloc(16, 1), key).seal(EMAIL, 'ada');
    expect(() => new UserBox(Buffer.alloc(16, 2), key).open(EMAIL, sealed)).toThrow(BrokenSeal);
  });

  it('rejects a value of which any byte was changed or cut off', async () => {
    const box = await here.vault.boxOf(userId);
    const sealed = box.seal(EMAIL, 'ada');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] as number) ^ 1;
      expect(() => box.open(EMAIL, changed)).toThrow(BrokenSeal);
      expect(() => box.open(EMAIL, sealed.subarray(0, index))).toThrow(BrokenSeal);
    }
  });

  it("keeps a user's key when it is asked to create one again", async () => {
    const sealed = (await here.vault.boxOf(userId)).seal(EMAIL, 'ada');
    await Promise.all([here.vault.createUserKey(userId), there.vault.createUserKey(userId)]);
    expect((await there.vault.boxOf(userId)).open(EMAIL, sealed)).toBe('ada');
  });

  it('creates a separate key for each of many users with one statement', async () => {
    const ids = Array.from({ length: 300 }, newId<UserId>);
    const write = jest.spyOn(databases.keys.database, 'write');
    await here.vault.createUserKeys(ids);
    expect(write).toHaveBeenCalledTimes(1);
    write.mockRestore();
    const boxes = await there.vault.boxesOf(ids);
    const [first, second] = [boxes.get(ids[0] as UserId), boxes.get(ids[1] as UserId)];
    expect([...boxes.values()].filter(({ destroyed }) => destroyed)).toHaveLength(0);
    expect(() => second?.open(NAME, first?.seal(NAME, 'ada') as Buffer)).toThrow(BrokenSeal);
    await here.vault.createUserKeys([]);
  });

  it('makes everything unreadable on every node once the destruction of a key is answered', async () => {
    const held = await there.vault.boxOf(userId);
    const sealed = held.seal(EMAIL, 'ada');
    await here.vault.destroyUserKey(userId);
    expect(held.open(EMAIL, sealed)).toBeUndefined();
    for (const node of [here, there]) {
      const box = await node.vault.boxOf(userId);
      expect(box.destroyed).toBe(true);
      expect(box.open(EMAIL, sealed)).toBeUndefined();
      expect(() => box.seal(EMAIL, 'again')).toThrow(UserKeyDestroyed);
    }
  });

  it('destroys the key at once, even inside a transaction that is rolled back', async () => {
    const sealed = (await there.vault.boxOf(userId)).seal(EMAIL, 'ada');
    const work = databases.main.database.transactions.run(async () => {
      await here.vault.destroyUserKey(userId);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect((await there.vault.boxOf(userId)).open(EMAIL, sealed)).toBeUndefined();
  });

  it('does not use a cached key while it may have missed notifications', async () => {
    const sealed = (await there.vault.boxOf(userId)).seal(EMAIL, 'ada');
    const silent = jest.spyOn(there.cluster, 'isCurrent').mockReturnValue(false);
    await databases.keys.database.write('DELETE FROM user_key');
    expect((await there.vault.boxOf(userId)).open(EMAIL, sealed)).toBeUndefined();
    silent.mockRestore();
  });

  it('does not cache a key that is destroyed while it is being read', async () => {
    const { database } = databases.keys;
    const other = await startVaultNode(databases, masterKeys);
    const rows = database.rows.bind(database);
    const slow = jest.spyOn(database, 'rows').mockImplementationOnce(async (sql, values) => {
      const found = await rows(sql, values);
      await here.vault.destroyUserKey(userId);
      return found;
    });
    const box = await other.vault.boxOf(userId);
    slow.mockRestore();
    expect(box.destroyed).toBe(true);
    expect((await other.vault.boxOf(userId)).destroyed).toBe(true);
    await other.leave();
  });

  it('requests all keys of the same event loop turn at once, and cached ones not again', async () => {
    const ids = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
    for (const id of ids) await here.vault.createUserKey(id);
    const queries = jest.spyOn(databases.keys.database, 'rows');
    const [boxes] = await Promise.all([here.vault.boxesOf([...ids, ids[0] as UserId]), here.vault.boxOf(userId)]);
    expect([...boxes.keys()]).toEqual(ids);
    expect(queries).toHaveBeenCalledTimes(1);
    await here.vault.boxesOf(ids);
    expect(queries).toHaveBeenCalledTimes(1);
    queries.mockRestore();
  });

  it('keeps no more keys in memory than configured', async () => {
    const small = await startVaultNode(databases, masterKeys, { userKeyCache: 2 });
    const ids = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
    for (const id of ids) await small.vault.createUserKey(id);
    await small.vault.boxesOf(ids);
    const queries = jest.spyOn(databases.keys.database, 'rows');
    await small.vault.boxesOf(ids.slice(1));
    expect(queries).not.toHaveBeenCalled();
    await small.vault.boxOf(ids[0] as UserId);
    expect(queries).toHaveBeenCalledTimes(1);
    queries.mockRestore();
    await small.leave();
  });

  it('binds values without a user to their row', () => {
    const sealed = here.vault.sealSystem(EMAIL, 'row 1', 'secret');
    expect(there.vault.openSystem(EMAIL, 'row 1', sealed)).toBe('secret');
    expect(() => there.vault.openSystem(EMAIL, 'row 2', sealed)).toThrow(BrokenSeal);
    expect(() => there.vault.openSystem(NAME, 'row 1', sealed)).toThrow(BrokenSeal);
  });

  it('passes prepared keys to the cipher: plain bytes make decrypting a small field four times as expensive', async () => {
    const box = await here.vault.boxOf(userId);
    const decipher = jest.spyOn(crypto, 'createDecipheriv');
    expect(box.open(EMAIL, box.seal(EMAIL, 'ada.lovelace@example.com'))).toBe('ada.lovelace@example.com');
    const keys = decipher.mock.calls.map(([, key]) => key);
    decipher.mockRestore();
    expect(keys).toEqual([expect.any(crypto.KeyObject)]);
  });
});
