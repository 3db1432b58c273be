import { PURPOSES } from '../keyring/ring-key';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { RingKeyRepository } from '../keyring/ring-key.repository';
import { RingLoader } from '../keyring/ring-loader';
import { generateMasterKey, type MasterKey } from '../master-keys/master-keys';
import { openVault, type OpenVault } from './open-vault';
import { VaultConfig } from '../vault.config';

describe('openVault', () => {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  let dataDir: string;
  const opened: OpenVault[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'vault-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((vault) => vault.database.close()));
    await dropSchemas([`${schema}_keys`]);
    await rm(dataDir, { recursive: true });
  });

  async function open(masterKeys?: readonly MasterKey[]): Promise<OpenVault> {
    const vault = await openVault({
      vault: Object.assign(new VaultConfig(), { masterKeys }),
      persistence: Object.assign(new PersistenceConfig(), { databaseUrl: urlOf(schema), poolSize: 2 }),
      runtime: Object.assign(new RuntimeConfig(), { dataDir }),
    });
    opened.push(vault);
    return vault;
  }

  const reseal = ({ database, masterKeys }: OpenVault) =>
    new RingLoader(new RingKeyRepository(database), masterKeys).resealAll();

  it('opens the schema next to the data, with its first keys', async () => {
    const { database } = await open([generateMasterKey()]);
    const [row] = await database.rows<{ name: string; n: number }>(
      'SELECT DATABASE() AS name, COUNT(*) AS n FROM ring_key',
    );
    expect(row).toMatchObject({ name: `${schema}_keys`, n: PURPOSES.length });
  });

  it('refuses to start without a master key that is still needed, and names it', async () => {
    await open([{ ...generateMasterKey(), id: 'k1' }]);
    await expect(open([{ ...generateMasterKey(), id: 'k2' }])).rejects.toMatchObject({
      faults: [
        `MASTER_KEYS lacks the master key k1, which encrypts ${PURPOSES.length} key(s) in the keys database. If it was removed, add it again, after the first one; if it was added after this process started, restart the process.`,
      ],
    });
  });

  it('rejects another value under the id of a master key', async () => {
    await open([{ ...generateMasterKey(), id: 'k1' }]);
    await expect(open([{ ...generateMasterKey(), id: 'k1' }])).rejects.toThrow(
      'MASTER_KEYS has another value for the master key k1',
    );
  });

  it('adds no key when the master keys are wrong, even for a purpose that has none yet', async () => {
    const { database } = await open([{ ...generateMasterKey(), id: 'k1' }]);
    await database.write("DELETE FROM ring_key WHERE purpose = 'cursor'");
    await expect(open([{ ...generateMasterKey(), id: 'k2' }])).rejects.toThrow('lacks the master key k1');
    expect(await database.rows("SELECT id FROM ring_key WHERE purpose = 'cursor'")).toEqual([]);
  });

  it('requires the previous master key until everything is wrapped with the new one, and not afterwards', async () => {
    const [k1, k2] = [
      { ...generateMasterKey(), id: 'k1' },
      { ...generateMasterKey(), id: 'k2' },
    ];
    await open([k1]);
    const both = await open([k2, k1]);
    await expect(open([k2])).rejects.toThrow('lacks the master key k1');
    expect(await reseal(both)).toBe(PURPOSES.length);
    expect(await reseal(both)).toBe(0);
    const after = await open([k2]);
    expect(await after.database.rows("SELECT id FROM ring_key WHERE master_id <> 'k2'")).toEqual([]);
  });

  it('moves each key once when two processes rotate the master key at the same time', async () => {
    const [k1, k2] = [
      { ...generateMasterKey(), id: 'k1' },
      { ...generateMasterKey(), id: 'k2' },
    ];
    await open([k1]);
    const nodes = [await open([k2, k1]), await open([k2, k1])];
    const moved = await Promise.all(nodes.map(reseal));
    expect(moved.reduce((a, b) => a + b)).toBe(PURPOSES.length);
    await expect(open([k2])).resolves.toBeDefined();
  });

  it('generates one master key for two processes that start at once, readable only by its owner', async () => {
    await Promise.all([open(), open()]);
    const path = join(dataDir, 'master-keys');
    expect(await readFile(path, 'utf8')).toMatch(/^dev-[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(open()).resolves.toMatchObject({ masterKeys: { source: path } });
  });
});
