import { BackupConnection, type BackupDatabase } from './backup-connection';
import { insertStatement } from './insert-statement.rule';
import type { TableShape } from './table-shape';

const CONNECTIONS = 4;
const DEADLOCK = 1213;
const NO_CHECKS = 'SET SESSION unique_checks = 0, foreign_key_checks = 0';

/** Inserts the chunks of tables over several connections at once. */
export class TableLoader {
  private readonly idle: BackupConnection[];
  private readonly running = new Set<Promise<void>>();
  private failure: Error | undefined;

  private constructor(readonly connections: readonly BackupConnection[]) {
    this.idle = [...connections];
  }

  static async open(database: BackupDatabase): Promise<TableLoader> {
    const connections: BackupConnection[] = [];
    try {
      for (let count = 0; count < CONNECTIONS; count++) {
        const connection = await BackupConnection.open(database);
        connections.push(connection);
        await connection.run(NO_CHECKS);
      }
      return new TableLoader(connections);
    } catch (error) {
      for (const connection of connections) connection.destroy();
      throw error;
    }
  }

  /** Resolves once the insert has started; a failure is thrown by a later call. */
  async insert(table: TableShape, content: Buffer): Promise<void> {
    await this.start(() => insertStatement(table, content));
  }

  /** Starts another statement beside the inserts. */
  async execute(statement: string): Promise<void> {
    await this.start(() => Buffer.from(statement));
  }

  /** Resolves once all statements have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure) throw this.failure;
  }

  close(): void {
    for (const connection of this.connections) connection.destroy();
  }

  private async start(statement: () => Buffer): Promise<void> {
    while (this.idle.length === 0 && !this.failure) await Promise.race(this.running);
    if (this.failure) throw this.failure;
    const connection = this.idle.pop()!;
    const run = this.runOn(connection, statement())
      .catch((error: Error) => void (this.failure ??= error))
      .then(() => {
        this.idle.push(connection);
        this.running.delete(run);
      });
    this.running.add(run);
  }

  private async runOn(connection: BackupConnection, statement: Buffer): Promise<void> {
    for (;;) {
      try {
        await connection.run(statement);
        return;
      } catch (error) {
        if ((error as { errno?: number }).errno !== DEADLOCK) throw error;
      }
    }
  }
}
