import { createHash } from 'node:crypto';

export type DatabaseRole = 'main' | 'keys';
export type ServerKind = 'mysql' | 'mariadb';

/** One append-only step of the schema. Each statement is recorded separately, so an interrupted run resumes. */
export interface Migration {
  readonly role: DatabaseRole;
  /** For example `2026-11-30.users.tables`: the date determines the order, and the feature owns the migration. */
  readonly name: string;
  readonly statements: (server: ServerKind) => readonly string[];
}

const migrations: Migration[] = [];

export function defineMigration(
  role: DatabaseRole,
  name: string,
  statements: readonly string[] | Migration['statements'],
): void {
  if (migrations.some((migration) => migration.name === name)) throw new Error(`Migration ${name} is declared twice.`);
  migrations.push({ role, name, statements: typeof statements === 'function' ? statements : () => statements });
}

export function migrationsOf(role: DatabaseRole): readonly Migration[] {
  return migrations.filter((migration) => migration.role === role).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Detects a migration that was edited after it had run. */
export function checksumOf(migration: Migration, server: ServerKind): Buffer {
  return createHash('sha256').update(migration.statements(server).join(';\n')).digest();
}

/** The options of every table: exact comparison and full Unicode, regardless of the defaults of the server. */
export const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
