import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { UserKeyRepository } from '../user-keys/user-key.repository';
import { startVaultNode, testMasterKeys, type VaultNode } from '../vault-node.test-support';

const PLACE = { table: 'user_email', column: 'address' };
const USERS = 1200;

describe('ReWrap', () => {
  let databases: TestDatabases;
  let here: VaultNode;
  let there: VaultNode;
  let previous: string;
  const sealed = new Map<UserId, Buffer>();

  beforeAll(async () => {
    databases = await createTestDatabases();
    const masterKeys = testMasterKeys();
    here = await startVaultNode(databases, masterKeys);
    there = await startVaultNode(databases, masterKeys, { userKeyCache: 1 });
    const ids = Array.from({ length: USERS }, newId<UserId>);
    await here.vault.createUserKeys(ids);
    for (const [id, box] of await here.vault.boxesOf(ids)) sealed.set(id, box.seal(PLACE, id));
  });
  beforeEach(async () => {
    previous = here.keyring.current('sealing').id;
    await here.keyring.rotate('sealing');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await Promise.all([here.leave(), there.leave()]);
    await databases.drop();
  });

  const counts = () => new UserKeyRepository(databases.keys.database).countByRingKey();

  async function expectEverythingReadable() {
    const boxes = await there.vault.boxesOf([...sealed.keys()]);
    for (const [id, bytes] of sealed) expect(boxes.get(id)?.open(PLACE, bytes)).toBe(id);
    expect(await counts()).toEqual(new Map([[here.keyring.current('sealing').id, sealed.size]]));
  }

  it("wraps every user's key with the new key, in batches, while everything stays readable", async () => {
    const progress: number[] = [];
    const result = await here.reWrap.run(({ done, total }) => {
      expect(total).toBe(USERS);
      progress.push(done);
    });
    expect(progress).toEqual([500, 1000, 1200]);
    expect(result).toEqual({ done: USERS, total: USERS });
    await expectEverythingReadable();
  });

  it('refuses to retire the previous key before, and retires it after', async () => {
    await expect(here.keyring.retire('sealing', previous)).rejects.toThrow(`still wraps ${USERS} users' keys`);
    await here.reWrap.run();
    await here.keyring.retire('sealing', previous);
    await expectEverythingReadable();
  });

  it('resumes a killed run', async () => {
    const killed = here.reWrap.run(({ done }) => {
      if (done === 1000) throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect((await counts()).get(previous)).toBe(200);
    expect(await there.reWrap.run()).toEqual({ done: 200, total: 200 });
    await expectEverythingReadable();
  });

  it('re-wraps each key once when two run at the same time', async () => {
    const results = await Promise.all([here.reWrap.run(), there.reWrap.run()]);
    expect(results.reduce((sum, result) => sum + result.done, 0)).toBe(USERS);
    await expectEverythingReadable();
  });

  it('rolls a batch back as a whole when it fails', async () => {
    const { database } = databases.keys;
    const write = database.write.bind(database);
    let written = 0;
    jest.spyOn(database, 'write').mockImplementation(async (sql, values) => {
      if (sql.startsWith('UPDATE user_key') && ++written === 100) throw new Error('no');
      return write(sql, values);
    });
    await expect(here.reWrap.run()).rejects.toThrow('no');
    jest.restoreAllMocks();
    expect((await counts()).get(previous)).toBe(USERS);
    await here.reWrap.run();
  });

  it("does not bring back a user's key that is destroyed meanwhile", async () => {
    const [victim] = sealed.keys() as unknown as [UserId];
    const select = UserKeyRepository.prototype.batchWrappedBy;
    jest.spyOn(UserKeyRepository.prototype, 'batchWrappedBy').mockImplementationOnce(async function (
      this: UserKeyRepository,
      ...args
    ) {
      const batch = await select.apply(this, args);
      await there.vault.destroyUserKey(victim);
      return batch;
    });
    await here.reWrap.run();
    expect((await there.vault.boxOf(victim)).destroyed).toBe(true);
    sealed.delete(victim);
    await expectEverythingReadable();
  });

  it('wraps nothing with a key that is retired while a run is paused', async () => {
    await here.reWrap.run();
    const stale = here.keyring.current('sealing').id;
    await here.keyring.rotate('sealing');
    const repository = new UserKeyRepository(databases.keys.database);
    const batch = await repository.batchWrappedBy(stale, Buffer.alloc(0), 10);
    await here.reWrap.run();
    await here.keyring.retire('sealing', stale);
    await expect(repository.replaceWrapping(batch, here.keyring.current('sealing').id, stale)).rejects.toThrow(
      'has been retired',
    );
  });

  it('lets a node that missed rotation and retirement create keys with the new one', async () => {
    await here.reWrap.run();
    await here.keyring.retire('sealing', previous);
    const userId = newId<UserId>();
    const current = here.keyring.current('sealing');
    const staleKey = jest.spyOn(there.keyring, 'current').mockReturnValueOnce({ ...current, id: previous });
    await there.vault.createUserKey(userId);
    expect(staleKey).toHaveBeenCalledTimes(2);
    expect((await here.vault.boxOf(userId)).destroyed).toBe(false);
    const many = [newId<UserId>(), newId<UserId>()];
    staleKey.mockReturnValueOnce({ ...current, id: previous });
    await there.vault.createUserKeys(many);
    expect(staleKey).toHaveBeenCalledTimes(4);
    for (const id of many) expect((await here.vault.boxOf(id)).destroyed).toBe(false);
    for (const id of [userId, ...many]) await here.vault.destroyUserKey(id);
  });

  it('waits before retiring a key for runs that are wrapping with it', async () => {
    await here.reWrap.run();
    const outside = AsyncLocalStorage.snapshot();
    const userId = newId<UserId>();
    let retiring: Promise<void> | undefined;
    await databases.keys.database.transactions.run(async () => {
      const row = { userId: idToBytes(userId), wrapped: Buffer.alloc(61), wrappedBy: previous };
      expect(await new UserKeyRepository(databases.keys.database).add(row)).toBe(true);
      retiring ??= outside(() => here.keyring.retire('sealing', previous));
      retiring.catch(() => undefined);
      await pause(200);
    });
    await expect(retiring).rejects.toThrow("still wraps 1 users' keys");
    await here.vault.destroyUserKey(userId);
  });
});
