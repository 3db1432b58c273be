import { createConnection, type Connection } from 'mysql2';
import { addressOf, schemaOf } from '@platform/persistence/connection-pool';
import type { ServerKind } from '@platform/persistence/migrations/migration';

/** The connection has no time limits, because reading a table can take long. Times are read and written in UTC. */
const SESSION = [
  // Otherwise the driver learns of the next statement, and encodes statements as UTF-8 itself.
  "SET SESSION session_track_system_variables = ''",
  'SET NAMES utf8mb4',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
  "SET SESSION time_zone = '+00:00', net_write_timeout = 86400, net_read_timeout = 86400, wait_timeout = 86400",
];
const NO_STATEMENT_LIMIT: Record<ServerKind, string> = {
  mysql: 'SET SESSION max_execution_time = 0',
  mariadb: 'SET SESSION max_statement_time = 0',
};

export interface BackupDatabase {
  readonly url: string;
  readonly ca?: string | undefined;
}

/**
 * A connection for backups. The driver sends each character of a statement as one byte, so that statements can contain
 * any bytes; the server reads them as UTF-8.
 */
export class BackupConnection {
  serverKind: ServerKind;
  serverVersion: string;

  private constructor(readonly raw: Connection) {}

  static async open({ url, ca }: BackupDatabase): Promise<BackupConnection> {
    const connection = new BackupConnection(
      createConnection({
        ...addressOf(url, ca),
        database: schemaOf(url) || undefined,
        charset: 'LATIN1_SWEDISH_CI',
        supportBigNumbers: true,
        bigNumberStrings: true,
        connectTimeout: 10_000,
      }),
    );
    // An error without a statement is reported by the next statement.
    connection.raw.on('error', () => undefined);
    try {
      await connection.prepare();
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async rows<T>(sql: string): Promise<T[]> {
    return (await this.run(sql)) as T[];
  }

  /** `bytes` is a statement in UTF-8. */
  async run(bytes: string | Buffer): Promise<unknown> {
    const sql = (typeof bytes === 'string' ? Buffer.from(bytes) : bytes).toString('latin1');
    return new Promise((resolve, reject) => {
      this.raw.query(sql, (error, result) => (error ? reject(error) : resolve(result)));
    });
  }

  destroy(): void {
    this.raw.destroy();
  }

  private async prepare(): Promise<void> {
    const [row] = await this.rows<{ version: string }>('SELECT VERSION() AS version');
    this.serverVersion = row?.version ?? '';
    this.serverKind = /mariadb/i.test(this.serverVersion) ? 'mariadb' : 'mysql';
    for (const statement of [...SESSION, NO_STATEMENT_LIMIT[this.serverKind]]) await this.run(statement);
  }
}
