import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { addressOf } from '@platform/persistence/connection-pool';
import type { DocumentSigner } from '@platform/signed-documents/document-signer';
import { publicKeyText as documentKeyText, signDocument } from '@platform/signed-documents/signature.rule';
import type { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { createRecipientKeyPair, parsePrivateKey, type RecipientKeyPair } from './archive/recipient-key.rule';
import { BackupsConfig } from './backups.config';
import { MasterKeys } from '@platform/vault/master-keys/master-keys';
import { BackupCreator } from './create/backup-creator';
import type { BackupSources } from './create/backup-sources';
import { BackupRestore } from './restore/backup-restore';
import { FolderBackupStore } from './store/folder-backup-store';

const FILE_TABLE = {
  name: 'file_owner',
  holds: 'no-user-data',
  why: 'a test',
  columns: { file: { personal: false, why: 'file', kept: 'always', file: true } },
};

export type Machine = Awaited<ReturnType<typeof openMachine>>;

export interface MachineParts {
  readonly folder: string;
  readonly schema: string;
  readonly recipient: RecipientKeyPair;
}

/** One machine: two schemas, a file store, and a folder for backups. With `existing`, in another process. */
export async function openMachine(existing?: MachineParts) {
  const parts = existing ?? {
    folder: await mkdtemp(join(tmpdir(), 'backup-')),
    schema: `test_${randomBytes(6).toString('hex')}`,
    recipient: createRecipientKeyPair(),
  };
  const { folder, schema, recipient } = parts;
  const url = (name: 'main' | 'keys') => urlOf(name === 'main' ? schema : `${schema}_keys`);
  const databaseOf = (name: 'main' | 'keys') => ({ url: url(name) });
  const runtime = Object.assign(new RuntimeConfig(), { dataDir: folder });
  const files = new FolderFileStore(runtime);
  const config = Object.assign(new BackupsConfig(), { recipients: [recipient.publicKey] });
  const store = new FolderBackupStore(config, runtime);
  const signing = { id: 'document-key', ...generateKeyPairSync('ed25519') };
  const creator = new BackupCreator(
    config,
    { databaseOf } as BackupSources,
    store,
    files,
    { tablesIn: () => [FILE_TABLE] } as unknown as UserDataRegistry,
    { sign: (kind, document) => signDocument(kind, document, signing) } as DocumentSigner,
  );
  const connections: Connection[] = [];
  return {
    parts,
    folder,
    files,
    store,
    config,
    creator,
    restore: new BackupRestore(databaseOf, files, async () => new MasterKeys([], 'MASTER_KEYS')),
    privateKey: parsePrivateKey(recipient.privateKey)!,
    trusted: [{ keyId: signing.id, publicKey: documentKeyText(signing.publicKey) }],
    url,
    input: (backup: string, kind: 'data' | 'keys') => ({
      name: `${backup}.${kind}.ukb`,
      open: () => store.open({ backup, kind }),
    }),
    /** Creates both schemas with the table of migrations that every schema of the product has. */
    async createSchemas(): Promise<void> {
      for (const name of [schema, `${schema}_keys`]) {
        const connection = await createConnection(addressOf(urlOf('')));
        await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
        await connection.query(
          `CREATE TABLE \`${name}\`.platform_migration (name varchar(120) NOT NULL PRIMARY KEY, completed_at datetime(3) NULL)`,
        );
        await connection.end();
      }
    },
    async connect(name: 'main' | 'keys' = 'main'): Promise<Connection> {
      const connection = await createConnection({
        ...addressOf(url(name)),
        database: new URL(url(name)).pathname.slice(1),
        charset: 'utf8mb4_bin',
        timezone: 'Z',
        supportBigNumbers: true,
        bigNumberStrings: true,
      });
      connections.push(connection);
      return connection;
    },
    async disconnect(): Promise<void> {
      await Promise.all(connections.splice(0).map((connection) => connection.end()));
    },
    async remove(): Promise<void> {
      await this.disconnect();
      await dropSchemas([schema, `${schema}_keys`]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
