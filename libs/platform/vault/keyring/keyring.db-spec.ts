import { AsyncLocalStorage } from 'node:async_hooks';
import { sign, verify } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { startVaultNode, testMasterKeys, type VaultNode } from '../vault-node.test-support';
import { KeyStillNeeded } from './keyring';
import { PURPOSES } from './ring-key';
import { RingKeyRepository } from './ring-key.repository';

const PLACE = { table: 'user_email', column: 'address' };

describe('Keyring', () => {
  let databases: TestDatabases;
  let here: VaultNode;
  let there: VaultNode;
  const masterKeys = testMasterKeys();

  beforeAll(async () => {
    databases = await createTestDatabases();
    // All at once, on empty databases.
    [here, there] = await Promise.all([
      startVaultNode(databases, masterKeys),
      startVaultNode(databases, masterKeys),
    ] as const);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await Promise.all([here.leave(), there.leave()]);
    await databases.drop();
  });

  it('is created once when several nodes start for the first time', async () => {
    const stored = await here.keyring.stored();
    expect(stored.map((key) => key.purpose).sort()).toEqual([...PURPOSES].sort());
    for (const purpose of PURPOSES) {
      expect(there.keyring.current(purpose).secret).toEqual(here.keyring.current(purpose).secret);
    }
  });

  it('stores only material that is encrypted with a master key', async () => {
    const rows = await databases.keys.database.rows<{ wrapped: Buffer }>('SELECT wrapped FROM ring_key');
    for (const { wrapped } of rows) {
      for (const purpose of PURPOSES) expect(wrapped.includes(here.keyring.current(purpose).secret)).toBe(false);
    }
  });

  describe.each(PURPOSES)('rotating %s', (purpose) => {
    it('lets every node read with the new key before any node writes with it, and keeps the previous one for reading', async () => {
      const previous = here.keyring.current(purpose);
      const settled = here.cluster.settled.bind(here.cluster);
      const seen: { known: boolean; written: string; live: string[] }[] = [];
      jest.spyOn(here.cluster, 'settled').mockImplementation(async () => {
        await settled();
        const pending = here.keyring.live(purpose).find((key) => key.createdAt > previous.createdAt);
        const known = pending !== undefined && there.keyring.find(purpose, pending.id) !== undefined;
        const live = there.keyring.live(purpose).map((key) => key.id);
        seen.push({ known, written: there.keyring.current(purpose).id, live });
      });
      const current = await here.keyring.rotate(purpose);
      expect(seen).toMatchObject([
        { known: true, written: previous.id },
        { known: true, written: current.id },
      ]);
      expect(seen[0]?.live.slice(0, 2)).toEqual([previous.id, current.id]);
      expect(seen[1]?.live.slice(0, 2)).toEqual([current.id, previous.id]);
      expect(current.id).not.toBe(previous.id);
      expect(there.keyring.find(purpose, previous.id)?.secret).toEqual(previous.secret);
    });

    it('completes an interrupted rotation', async () => {
      const previous = here.keyring.current(purpose);
      jest.spyOn(here.cluster, 'send').mockRejectedValueOnce(new Error('killed'));
      await expect(here.keyring.rotate(purpose)).rejects.toThrow('killed');
      expect(here.keyring.current(purpose).id).toBe(previous.id);
      const keys = (await here.keyring.stored()).length;
      const current = await there.keyring.rotate(purpose);
      expect(current.id).not.toBe(previous.id);
      expect(await there.keyring.stored()).toHaveLength(keys);
    });

    it('leaves one active key when two processes rotate at once', async () => {
      await Promise.all([here.keyring.rotate(purpose), there.keyring.rotate(purpose)]);
      const active = (await here.keyring.stored()).filter((key) => key.purpose === purpose && key.state === 'active');
      expect(active).toHaveLength(1);
      expect(here.keyring.current(purpose).id).toBe(active[0]?.id);
      expect(there.keyring.current(purpose).id).toBe(active[0]?.id);
    });
  });

  it('does not reactivate a key that was activated and replaced while a rotation was paused', async () => {
    const settled = here.cluster.settled.bind(here.cluster);
    jest.spyOn(here.cluster, 'settled').mockImplementationOnce(async () => {
      await settled();
      await there.keyring.rotate('refresh');
      await there.keyring.rotate('refresh');
    });
    const current = await here.keyring.rotate('refresh');
    expect(current.id).toBe(there.keyring.current('refresh').id);
    const newest = (await here.keyring.stored()).find((key) => key.purpose === 'refresh');
    expect(newest).toMatchObject({ id: current.id, state: 'active' });
  });

  it('activates keys one after the other, and leaves one active', async () => {
    const repository = new RingKeyRepository(databases.keys.database);
    const stored = (await repository.all()).filter((key) => key.purpose === 'cursor');
    const [newest] = stored;
    const ids = ['000000000000', '000000000001'];
    for (const [i, id] of ids.entries()) {
      const sequence = newest!.sequence + 1 + i;
      await repository.add({
        id,
        purpose: 'cursor',
        sequence,
        state: 'pending',
        wrapped: Buffer.alloc(1),
        masterId: 'x',
      });
    }
    const outside = AsyncLocalStorage.snapshot();
    let second: Promise<void> | undefined;
    await databases.keys.database.transactions.run(async () => {
      await repository.activate('cursor', ids[0]!);
      const written = jest.spyOn(databases.keys.database, 'write');
      second ??= outside(() => repository.activate('cursor', ids[1]!));
      await pause(200);
      // Whether two overlapping rotations fail depends on the order in which the server scans, so they must not overlap.
      expect(written).not.toHaveBeenCalled();
    });
    await second;
    const active = (await repository.all()).filter((key) => key.purpose === 'cursor' && key.state === 'active');
    expect(active).toHaveLength(1);
    await databases.keys.database.write("DELETE FROM ring_key WHERE master_id = 'x'");
    await databases.keys.database.write("UPDATE ring_key SET state = 'active' WHERE id = ?", [
      stored.find((key) => key.state === 'active')!.id,
    ]);
  });

  it('verifies on every node what was signed before a rotation', async () => {
    const previous = here.keyring.current('signing');
    const signature = sign('sha256', Buffer.from('token'), { key: previous.privateKey!, dsaEncoding: 'ieee-p1363' });
    await there.keyring.rotate('signing');
    const key = there.keyring.find('signing', previous.id)?.publicKey;
    expect(verify('sha256', Buffer.from('token'), { key: key!, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(key?.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('finds a value under every live key on every node', async () => {
    await here.keyring.rotate('blind-index');
    const entries = here.blindIndex.all(PLACE, 'ada@example.com');
    expect(entries.map((entry) => entry.keyId)).toEqual(here.keyring.live('blind-index').map((key) => key.id));
    expect(there.blindIndex.all(PLACE, 'ada@example.com')).toEqual(entries);
    expect(entries.every((entry) => entry.index.length === 32)).toBe(true);
    const elsewhere = here.blindIndex.all({ ...PLACE, column: 'other' }, 'ada@example.com');
    for (const [i, entry] of elsewhere.entries()) expect(entry.index.equals(entries[i]!.index)).toBe(false);
  });

  it('decrypts system values that were sealed before a rotation', async () => {
    const sealed = here.vault.sealSystem(PLACE, 'row', 'secret');
    await here.keyring.rotate('system');
    expect(there.vault.openSystem(PLACE, 'row', sealed)).toBe('secret');
  });

  it('retires a replaced key everywhere and deletes its material', async () => {
    const previous = here.keyring.current('cursor');
    await here.keyring.rotate('cursor');
    await here.keyring.retire('cursor', previous.id, { minimumAgeMs: 0 });
    for (const node of [here, there]) expect(node.keyring.find('cursor', previous.id)).toBeUndefined();
    const stored = (await here.keyring.stored()).find((key) => key.id === previous.id);
    expect(stored).toMatchObject({ state: 'retired', wrapped: null });
  });

  it('refuses to retire the active key, one replaced too recently, and one that is still needed', async () => {
    const previous = here.keyring.current('pepper');
    await expect(here.keyring.retire('pepper', previous.id)).rejects.toThrow('is active');
    await here.keyring.rotate('pepper');
    await expect(here.keyring.retire('pepper', previous.id)).rejects.toThrow('no feature counts');
    let rows = 3;
    here.keyring.countUses('pepper', async (keyId) => (keyId === previous.id ? rows : 0));
    await expect(here.keyring.retire('pepper', previous.id)).rejects.toThrow('still used 3 time(s)');
    rows = 0;
    await expect(here.keyring.retire('pepper', previous.id)).rejects.toThrow('was replaced 0 hours ago');
    await expect(here.keyring.retire('pepper', previous.id, { minimumAgeMs: 0 })).resolves.toBeUndefined();
    await expect(here.keyring.retire('pepper', 'ffffffffffff')).rejects.toThrow(KeyStillNeeded);
  });
});
