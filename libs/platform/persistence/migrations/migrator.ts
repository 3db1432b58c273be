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

const LEASE_SECONDS = 10;
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS platform_migration (
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

/** A migration was edited after it had run. */
export class EditedMigration extends Error {}

interface History {
  readonly name: string;
  readonly checksum: Buffer;
  readonly begun: number;
  readonly done: number;
  readonly completed_at: Date | null;
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
    await this.database.write(HISTORY_TABLE);
    const complete = new Set((await this.history()).filter((row) => row.completed_at).map((row) => row.name));
    return migrationsOf(this.role)
      .map((migration) => migration.name)
      .filter((name) => !complete.has(name));
  }

  /** Returns the names of the migrations that this run completed. */
  async run(): Promise<readonly string[]> {
    if ((await this.pending()).length === 0) {
      await this.rejectEdited();
      return [];
    }
    const lease = await this.waitForLease();
    const renewal = setInterval(
      () => void extendLease(this.database, lease, LEASE_SECONDS).catch(() => undefined),
      3000,
    );
    try {
      await this.rejectEdited();
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
      await this.execute(statements[index] as string, wasBegun);
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
    }
  }

  private async rejectEdited(): Promise<void> {
    const known = new Map(migrationsOf(this.role).map((migration) => [migration.name, migration]));
    for (const row of await this.history()) {
      const migration = known.get(row.name);
      if (migration && !checksumOf(migration, this.server).equals(row.checksum)) {
        throw new EditedMigration(`Migration ${row.name} was edited after it had run; add a new one instead.`);
      }
    }
  }

  private async waitForLease(): Promise<Lease> {
    await this.database.write(LEASE_TABLE);
    for (;;) {
      const lease = await takeLease(this.database, 'migration', this.holder, LEASE_SECONDS);
      if (lease) return lease;
      await pause(100);
    }
  }

  private async history(): Promise<History[]> {
    return this.database.rows<History>('SELECT name, checksum, begun, done, completed_at FROM platform_migration');
  }
}
