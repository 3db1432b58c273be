import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from '@platform/persistence/database';
import { startVaultNode, testMasterKeys, type VaultNode } from '@platform/vault/vault-node.test-support';
import { eventNodeOn } from '@platform/event-log/event-log.test-support';
import { workerOn } from '@platform/jobs/worker.test-support';
import type { UserId } from '@platform/ids/ids';
import '../users.migration';
import { AccountRepository } from './account.repository';
import { EmailChanger } from './email-changer';
import { EmailIndexRepository } from './email-index.repository';
import { EmailReindex } from './email-reindex';
import { EmailReindexRepository } from './email-reindex.repository';
import { UserRegistrar } from './user-registrar';

describe('Rotating the key of the email index', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: VaultNode;
  let emails: EmailIndexRepository;
  let registrar: UserRegistrar;
  let changer: EmailChanger;
  let reindex: EmailReindex;
  let index: EmailReindexRepository;

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
    node = await startVaultNode(databases, testMasterKeys());
    const { jobs } = workerOn(database);
    const accounts = new AccountRepository(database);
    const { events } = eventNodeOn(database, {}, node.vault);
    emails = new EmailIndexRepository(database, node.blindIndex);
    index = new EmailReindexRepository(database);
    registrar = new UserRegistrar(node.vault, accounts, emails, events);
    changer = new EmailChanger(accounts, emails, node.vault, events, database.transactions);
    reindex = new EmailReindex(jobs, node.keyring, node.vault, accounts, emails, index, database.transactions);
    reindex.onModuleInit();
  });
  afterAll(async () => {
    await node.leave();
    await databases.drop();
  });

  let counter = 0;
  const register = async () => {
    const email = `ada${++counter}@example.com`;
    const draft = await registrar.prepare({ email, by: 'import' });
    await database.transactions.run(() => registrar.create(draft));
    return { id: draft.id, email };
  };
  const rowsOf = async (keyId: string) =>
    Number(
      (await database.row<{ n: number }>('SELECT COUNT(*) AS n FROM users_email_index WHERE key_id = ?', [keyId]))?.n,
    );

  it('keeps every address found and unique, and then allows the retirement of the old key', async () => {
    const users = await Promise.all(Array.from({ length: 30 }, register));
    const previous = node.keyring.current('blind-index').id;
    const { id: current } = await node.keyring.rotate('blind-index');

    await expect(node.keyring.retire('blind-index', previous, { minimumAgeMs: 0 })).rejects.toThrow(
      'still used 30 time(s)',
    );
    for (const { id, email } of users) expect(await emails.find(email)).toBe(id);
    await expect(registrar.prepare({ email: 'ADA1@example.com', by: 'user' })).rejects.toMatchObject({
      code: 'users.email_taken',
    });
    expect(await rowsOf(current)).toBe(0);

    // One address changes before the work has begun: its previous form must not be restored.
    const [mover] = users;
    await changer.change(mover?.id as UserId, 'moved@example.com', { how: 'by_admin' });
    await reindex.run();
    expect(await rowsOf(current)).toBe(30);
    expect(await emails.find('ada1@example.com')).toBeUndefined();
    await reindex.run();
    expect(await rowsOf(previous)).toBe(30);

    await node.keyring.retire('blind-index', previous, { minimumAgeMs: 0 });
    for (const { id, email } of users.slice(1)) expect(await emails.find(email)).toBe(id);
    expect(await emails.find('moved@example.com')).toBe(mover?.id);
    await reindex.run();
    expect([await rowsOf(previous), await rowsOf(current)]).toEqual([0, 30]);
  });

  it('resumes a killed run', async () => {
    const previous = node.keyring.current('blind-index').id;
    const { id: current } = await node.keyring.rotate('blind-index');
    const spy = jest.spyOn(node.vault, 'boxesOf').mockRejectedValueOnce(new Error('killed'));
    await expect(reindex.run()).rejects.toThrow('killed');
    spy.mockRestore();
    await reindex.run();
    expect(await rowsOf(current)).toBe(await rowsOf(previous));
    expect(await rowsOf(current)).toBeGreaterThan(0);
  });

  it('does not change the rows of a key that this node has not read yet', async () => {
    const { id } = await register();
    await database.write(
      "UPDATE users_email_index SET key_id = 'not-yet-known', email_index = RANDOM_BYTES(32) WHERE user_id = UNHEX(?) LIMIT 1",
      [id.replaceAll('-', '')],
    );
    await reindex.run();
    expect(await rowsOf('not-yet-known')).toBe(1);
  });

  it('processes the users of a key in batches, each once', async () => {
    const keyId = node.keyring.current('blind-index').id;
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const batch = await index.indexedUnder(keyId, keyId, after, 7);
      seen.push(...batch.map(({ userId }) => userId));
      if (batch.length < 7) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await rowsOf(keyId));
  });
});
