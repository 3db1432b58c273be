import { setTimeout } from 'node:timers/promises';
import { schemaOf } from '@platform/persistence/connection-pool';
import { RESTORE_MARKER } from '@platform/persistence/open/restore-marker';
import { counted } from '@platform/text/counted.rule';
import { BackupConnection, type BackupDatabase } from '../database/backup-connection';
import { masterKeyIds } from '../database/master-key-ids';
import { TableLoader } from '../database/table-loader';
import { quoted, readTables, type TableShape } from '../database/table-shape';
import { RestoreRefused } from './restore-refused';

const TABLE_OPTIONS = 'ENGINE=InnoDB';
const CLOSING_MS = 2000;

/**
 * A schema that a backup is restored into. A marker table exists until the restore is complete, so that the product does
 * not start on a part of the data, and a restore that was interrupted can be started again.
 */
export class TargetSchema {
  private constructor(
    private readonly database: BackupDatabase,
    private readonly connection: BackupConnection,
    private readonly schema: string,
  ) {}

  /** Creates the schema if it does not exist. */
  static async open(database: BackupDatabase): Promise<TargetSchema> {
    const schema = schemaOf(database.url);
    const server = new URL(database.url);
    server.pathname = '/';
    const first = await BackupConnection.open({ ...database, url: server.toString() });
    try {
      await first.run(`CREATE DATABASE IF NOT EXISTS ${quoted(schema)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    } finally {
      first.destroy();
    }
    return new TargetSchema(database, await BackupConnection.open(database), schema);
  }

  close(): void {
    this.connection.destroy();
  }

  refuseServer(kind: string): void {
    const { serverKind } = this.connection;
    if (kind === serverKind) return;
    throw new RestoreRefused(`The backup is from a ${kind} server and cannot be restored on a ${serverKind} server.`);
  }

  /** Without its keys, the data is unreadable. */
  async refuseEmpty(): Promise<void> {
    if ((await this.tableNames()).length > 0) return;
    throw new RestoreRefused(`${this.schema} contains no keys. Give the archive of the keys with --keys.`);
  }

  /** An interrupted restore can always be repeated; other tables are only replaced if `force` is set. */
  async refuseUnlessReplaceable(force: boolean): Promise<void> {
    const used = await this.otherConnections();
    if (used > 0)
      throw new RestoreRefused(`${this.schema} is used by ${counted(used, 'other connection')}. Stop userkeep first.`);
    const names = await this.tableNames();
    if (names.length === 0 || force || names.includes(RESTORE_MARKER)) return;
    throw new RestoreRefused(
      `${this.schema} contains ${counted(names.length, 'table')}. Restore into an empty schema, or use --force to replace them.`,
    );
  }

  /** Must be called for every schema before the first one is changed. */
  async begin(): Promise<void> {
    await this.connection.run(
      `CREATE TABLE IF NOT EXISTS ${RESTORE_MARKER} (id int NOT NULL PRIMARY KEY) ${TABLE_OPTIONS}`,
    );
  }

  async dropTables(kept: readonly string[] = []): Promise<void> {
    await this.connection.run('SET SESSION foreign_key_checks = 0');
    for (const name of await this.tableNames())
      if (name !== RESTORE_MARKER && !kept.includes(name)) await this.connection.run(`DROP TABLE ${quoted(name)}`);
  }

  async createTables(tables: readonly TableShape[]): Promise<void> {
    for (const { create } of tables) await this.connection.run(create);
  }

  async loader(): Promise<TableLoader> {
    return TableLoader.open(this.database);
  }

  async hasTable(name: string): Promise<boolean> {
    return (await this.tableNames()).includes(name);
  }

  async shapeOf(name: string): Promise<TableShape | undefined> {
    return (await readTables(this.connection)).find((table) => table.name === name);
  }

  async run(sql: string | Buffer): Promise<void> {
    await this.connection.run(sql);
  }

  async masterKeyIds(): Promise<string[]> {
    return masterKeyIds(this.connection);
  }

  async complete(): Promise<void> {
    await this.connection.run(`DROP TABLE IF EXISTS ${RESTORE_MARKER}`);
  }

  /** The server needs a moment to notice that the connections of an earlier process are closed. */
  private async otherConnections(): Promise<number> {
    const end = performance.now() + CLOSING_MS;
    const [own] = await this.connection.rows<{ db: string }>('SELECT DATABASE() AS db');
    for (;;) {
      // MySQL refuses to read information_schema.processlist while a statement has a character outside of utf8mb3.
      const all = await this.connection.rows<{ db: string | null }>('SHOW PROCESSLIST');
      const count = all.filter(({ db }) => db === own?.db).length - 1;
      if (count === 0 || performance.now() > end) return count;
      await setTimeout(50);
    }
  }

  private async tableNames(): Promise<string[]> {
    const rows = await this.connection.rows<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    );
    return rows.map(({ name }) => name);
  }
}
