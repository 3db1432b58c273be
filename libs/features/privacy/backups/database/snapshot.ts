import { COMPLETED_MIGRATIONS } from '@platform/persistence/migrations/migrator';
import { BackupConnection, type BackupDatabase } from './backup-connection';
import { rowChunks, type RowChunk } from './row-stream';
import { quoted, readTables, type TableShape } from './table-shape';

/**
 * One schema at one moment: a transaction that sees no later change and blocks none. After each table the metadata lock
 * on it is released, so that a migration waits for one table at most.
 */
export class Snapshot {
  private constructor(
    readonly connection: BackupConnection,
    /** By the clock of the database, directly after the snapshot was taken. */
    readonly takenAt: Date,
    readonly tables: readonly TableShape[],
    readonly migrations: readonly string[],
  ) {}

  static async open(database: BackupDatabase): Promise<Snapshot> {
    const connection = await BackupConnection.open(database);
    try {
      await connection.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const [now] = await connection.rows<{ now: string }>(
        "SELECT DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%fZ') AS now",
      );
      await connection.run('SAVEPOINT before_table');
      const tables = await readTables(connection);
      const migrations = await connection.rows<{ name: string }>(COMPLETED_MIGRATIONS);
      await connection.run('ROLLBACK TO SAVEPOINT before_table');
      return new Snapshot(
        connection,
        new Date(now!.now.replace(/\d{3}Z$/, 'Z')),
        tables,
        migrations.map(({ name }) => name),
      );
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async *rowsOf(table: TableShape): AsyncGenerator<RowChunk> {
    const columns = table.columns.map(({ name, kind }) =>
      kind === 'float' ? `CAST(${quoted(name)} AS DOUBLE)` : quoted(name),
    );
    yield* this.read(`SELECT ${columns.join(', ')} FROM ${quoted(table.name)}${orderOf(table)}`);
  }

  /** The values of one column, without NULL. */
  async *valuesOf(table: TableShape, column: string): AsyncGenerator<RowChunk> {
    const name = quoted(column);
    yield* this.read(`SELECT ${name} FROM ${quoted(table.name)} WHERE ${name} IS NOT NULL${orderOf(table)}`);
  }

  close(): void {
    this.connection.destroy();
  }

  private async *read(sql: string): AsyncGenerator<RowChunk> {
    yield* rowChunks(this.connection, sql);
    await this.connection.run('ROLLBACK TO SAVEPOINT before_table');
  }
}

/** In the order of the primary key, which is the order in which the server stores the rows. */
function orderOf({ primaryKey }: TableShape): string {
  return primaryKey.length > 0 ? ` ORDER BY ${primaryKey.map(quoted).join(', ')}` : '';
}
