import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database';
import { endLease, extendLease, LEASE_TABLE, takeLease, type Lease } from '../leases';
import {
  checksumOf,
  migrationsOf,
  TABLE_OPTIONS,
  type DatabaseRole,
  type Migration,
  type ServerKind,
} from './migration';
import { createdBy } from './created-by-statement.rule';
import { unexplainedSchema, type MigrationProgress } from './unexplained-schema.rule';

const LEASE_SECONDS = 10;
export const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS platform_migration (
  name varchar(120) NOT NULL,
  checksum binary(32) NOT NULL,
  begun int unsigned NOT NULL,
  done int unsigned NOT NULL,
  completed_at datetime(3) NULL,
  PRIMARY KEY (name)
) ${TABLE_OPTIONS}`;

/** For readers of another connection, for example a backup. */
export const COMPLETED_MIGRATIONS = 'SELECT name FROM platform_migration WHERE completed_at IS NOT NULL ORDER BY name';

/**
 * The table, column, index or key already exists or is already gone, so the statement ran before the process was
 * killed.
 */
const ALREADY_DONE = new Set([1050, 1060, 1061, 1091, 1826]);

/** This version cannot migrate the schema. The message is a sentence for the operator. */
export class MigrationRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'MigrationRefused';
  }
}

interface History extends MigrationProgress {
  readonly checksum: Buffer;
}

/**
 * Migrates one schema. If several nodes start at once, the first one runs the migrations and the others wait for it.
 */
export class Migrator {
  private readonly holder = randomUUID();

  constructor(
    private readonly database: Database,
    private readonly role: DatabaseRole,
    private readonly server: ServerKind,
  ) {}

  async pending(): Promise<readonly string[]> {
    const complete = new Set((await this.history()).filter((row) => row.completed_at).map((row) => row.name));
    return migrationsOf(this.role)
      .map((migration) => migration.name)
      .filter((name) => !complete.has(name));
  }

  /** Returns the names of the migrations that this run completed. */
  async run(): Promise<readonly string[]> {
    await this.refuseUnfit();
    if ((await this.pending()).length === 0) return [];
    await this.database.write(HISTORY_TABLE);
    const lease = await this.waitForLease();
    const renewal = setInterval(
      () => void extendLease(this.database, lease, LEASE_SECONDS).catch(() => undefined),
      3000,
    );
    try {
      // Another node may have migrated while this one was waiting for the lease.
      await this.refuseUnfit();
      const completed: string[] = [];
      for (const name of await this.pending()) {
        const migration = migrationsOf(this.role).find((candidate) => candidate.name === name);
        if (migration) await this.apply(migration, lease);
        completed.push(name);
      }
      return completed;
    } finally {
      clearInterval(renewal);
      await endLease(this.database, lease);
    }
  }

  private async apply(migration: Migration, lease: Lease): Promise<void> {
    const statements = migration.statements(this.server);
    await this.database.write(
      'INSERT IGNORE INTO platform_migration (name, checksum, begun, done) VALUES (?, ?, 0, 0)',
      [migration.name, checksumOf(migration, this.server)],
    );
    const history = (await this.history()).find((row) => row.name === migration.name);
    for (let index = Number(history?.done ?? 0); index < statements.length; index++) {
      const wasBegun = Number(history?.begun ?? 0) > index;
      await this.record(migration, lease, 'begun', index + 1);
      try {
        await this.execute(statements[index] as string, wasBegun);
      } catch (error) {
        // A statement that failed with an error of the server has changed nothing, so it did not begin.
        if (!wasBegun && isServerError(error)) await this.record(migration, lease, 'begun', index);
        throw error;
      }
      await this.record(migration, lease, 'done', index + 1);
    }
    await this.database.write('UPDATE platform_migration SET completed_at = UTC_TIMESTAMP(3) WHERE name = ?', [
      migration.name,
    ]);
  }

  /** Only the current holder of the lease can record progress, so a paused node stops here when it resumes. */
  private async record(migration: Migration, lease: Lease, field: 'begun' | 'done', value: number): Promise<void> {
    const { affectedRows } = await this.database.write(
      `UPDATE platform_migration SET ${field} = ? WHERE name = ? AND EXISTS
         (SELECT 1 FROM platform_lease WHERE name = ? AND holder = ? AND fence = ?)`,
      [value, migration.name, lease.name, lease.holder, lease.fence],
    );
    if (affectedRows === 0) throw new Error('Another node has taken over the migration.');
  }

  private async execute(statement: string, mayHaveRun: boolean): Promise<void> {
    try {
      await this.database.write(statement);
    } catch (error) {
      if (!mayHaveRun || !ALREADY_DONE.has((error as { errno?: number }).errno ?? 0)) throw error;
      await this.refuseOtherColumns(statement);
    }
  }

  /** Refuses a table that exists with other columns than the interrupted statement would have created. */
  private async refuseOtherColumns(statement: string): Promise<void> {
    const created = createdBy(statement);
    if (!created) return;
    const found = await this.database.rows<{ name: string }>(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?',
      [created.table],
    );
    const existing = new Set(found.map(({ name }) => name));
    const isComplete = created.columns.every((column) => existing.has(column));
    if (isComplete && (!created.isWholeTable || existing.size === created.columns.length)) return;
    throw new MigrationRefused(
      `The table ${created.table} has other columns than the interrupted migration creates. Restore a backup.`,
    );
  }

  private async refuseUnfit(): Promise<void> {
    // The tables are read first, so that the history explains each of them while another node is migrating.
    const tables = await this.tables();
    const history = await this.history();
    const migrations = migrationsOf(this.role);
    const known = new Map(migrations.map((migration) => [migration.name, migration]));
    for (const row of history) {
      const migration = known.get(row.name);
      if (migration && !checksumOf(migration, this.server).equals(row.checksum)) {
        throw new MigrationRefused(`Migration ${row.name} was edited after it had run; add a new one instead.`);
      }
    }
    // An earlier version must be able to start on the complete schema of a later one.
    if ((await this.pending()).length === 0) return;
    const reason = unexplainedSchema({ tables, history }, migrations, this.server);
    if (reason) throw new MigrationRefused(reason);
  }

  private async waitForLease(): Promise<Lease> {
    await this.database.write(LEASE_TABLE);
    for (;;) {
      const lease = await takeLease(this.database, 'migration', this.holder, LEASE_SECONDS);
      if (lease) return lease;
      await pause(100);
    }
  }

  /** Returns no rows for a schema that was never migrated. */
  private async history(): Promise<History[]> {
    if (!(await this.tables()).includes('platform_migration')) return [];
    return this.database.rows<History>('SELECT name, checksum, begun, done, completed_at FROM platform_migration');
  }

  private async tables(): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    );
    return rows.map(({ name }) => name);
  }
}

/** Errors of the connection (SQL states 08…), such as a lost one, leave open whether the statement ran. */
function isServerError(error: unknown): boolean {
  const { sqlState } = error as { sqlState?: string };
  return sqlState !== undefined && !sqlState.startsWith('08');
}
