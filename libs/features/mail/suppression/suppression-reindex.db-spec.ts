import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { workerOn } from '@platform/jobs/worker.test-support';
import { newId, type UserId } from '@platform/ids/ids';
import type { Database } from '@platform/persistence/database';
import { startVaultNode, testMasterKeys, type VaultNode } from '@platform/vault/vault-node.test-support';
import '../mail.migration';
import type { SuppressionId } from './suppression-id';
import { SuppressionReindex } from './suppression-reindex';
import { SuppressionRepository } from './suppression.repository';
import { SuppressionSeal } from './suppression-seal';

describe('Replacing the key of the index of suppressed addresses', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: VaultNode;
  let suppressions: SuppressionRepository;
  let seal: SuppressionSeal;
  let reindex: SuppressionReindex;

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    node = await startVaultNode(databases, testMasterKeys());
    suppressions = new SuppressionRepository(database, node.blindIndex);
    seal = new SuppressionSeal(node.vault);
    reindex = new SuppressionReindex(workerOn(database).jobs, node.keyring, suppressions, seal);
    reindex.onModuleInit();
  });
  afterAll(async () => {
    await node.leave();
    await databases.drop();
  });

  const add = async (identity: string, userId: UserId | null = null) => {
    const id = newId<SuppressionId>();
    const addressSealed = await seal.seal({ id, userId }, identity);
    const report = { reason: 'bounce', provider: 'ses', diagnostic: null } as const;
    await suppressions.add({ id, userId, identity, addressSealed, ...report });
    return id;
  };
  const found = async (identity: string) => (await suppressions.ofAddress(identity)).map(({ id }) => id);
  const current = () => node.keyring.current('blind-index').id;

  it('keeps every address found, and then allows the retirement of the old key', async () => {
    const userId = newId<UserId>();
    await node.vault.createUserKey(userId);
    const [ofUser, ofNobody] = [await add('ada@example.com', userId), await add('bob@example.com')];
    const previous = current();
    await node.keyring.rotate('blind-index');
    await expect(node.keyring.retire('blind-index', previous, { minimumAgeMs: 0 })).rejects.toThrow(
      'still used 2 time(s)',
    );
    expect([await found('ada@example.com'), await found('bob@example.com')]).toEqual([[ofUser], [ofNobody]]);

    await reindex.run();
    await node.keyring.retire('blind-index', previous, { minimumAgeMs: 0 });
    expect([await found('ada@example.com'), await found('bob@example.com')]).toEqual([[ofUser], [ofNobody]]);
    expect(await suppressions.countIndexedWith(current())).toBe(2);
  });

  it('fills the index of restored rows', async () => {
    const id = await add('restored@example.com');
    await database.write("UPDATE mail_suppression SET address_index = NULL, index_key = NULL WHERE reason = 'bounce'");
    expect(await found('restored@example.com')).toEqual([]);
    await reindex.run();
    expect(await found('restored@example.com')).toEqual([id]);
  });

  it('removes one of two rows that two nodes added with different keys', async () => {
    await add('twice@example.com');
    await node.keyring.rotate('blind-index');
    const kept = await add('twice@example.com');
    expect(await found('twice@example.com')).toHaveLength(2);
    await reindex.run();
    expect(await found('twice@example.com')).toEqual([kept]);
  });

  it('skips rows of users whose key is destroyed', async () => {
    const userId = newId<UserId>();
    await node.vault.createUserKey(userId);
    await add('erased@example.com', userId);
    const other = await add('other@example.com');
    await node.keyring.rotate('blind-index');
    await node.vault.destroyUserKey(userId);
    await reindex.run();
    expect(await found('other@example.com')).toEqual([other]);
    expect(await suppressions.indexedOtherThan(current(), undefined, 10)).toHaveLength(1);
  });
});
