import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import type { TestApi } from './test-api';

export const BCRYPT = '$2b$04$abcdefghijklmnopqrstuuOLgQHc1AyjDNXSmfnXWAZPfcX.IPPOq';

export type JsonRecord = Record<string, unknown>;

/** New users with unique addresses. */
export function newUsers(count: number, prefix: string, more: JsonRecord = {}): JsonRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    email: `${prefix}-${at}@example.com`,
    username: `${prefix}-${at}`,
    password: BCRYPT,
    ...more,
  }));
}

/** A folder of files to import, for one spec. */
export class ImportFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'userkeep-import-'));
  private files = 0;

  path(name = 'users.ndjson'): string {
    return join(this.folder, `${++this.files}-${name}`);
  }

  write(records: readonly (JsonRecord | string)[]): string {
    const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
    return this.writeText(`${lines.join('\n')}\n`);
  }

  writeText(text: string): string {
    const path = this.path();
    writeFileSync(path, text);
    return path;
  }

  async importWithReport(api: TestApi, file: string, ...options: string[]) {
    const path = this.path('report.ndjson');
    const outcome = await api.command(['import', 'users', file, '--report', path, ...options]);
    const text = readFileSync(path, 'utf8');
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return { ...outcome, path, text, lines };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The number of rows in everything that exists once for each account. */
export async function countsOf(api: TestApi): Promise<Record<string, number>> {
  const database = api.app.get(Database);
  const of = async (from: string, where = database) =>
    Number((await where.row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`))?.n);
  return {
    accounts: await of('users_account'),
    addresses: await of('users_email_index'),
    passwords: await of('auth_credential'),
    registrations: await of("event_log WHERE type = 'users.registered'"),
    subjects: Number(
      (
        await database.row<{ n: number }>(
          `SELECT COUNT(DISTINCT subject_id) AS n FROM event_log JOIN users_account ON users_account.id = subject_id
           WHERE type = 'users.registered'`,
        )
      )?.n,
    ),
    keys: await of('user_key', api.app.get(KeysDatabase)),
    refusals: await of('import_refusal'),
  };
}

/** The counts that are expected for a number of accounts. */
export function expectedCounts(accounts: number, more: object = {}): object {
  return {
    accounts,
    addresses: accounts,
    passwords: accounts,
    registrations: accounts,
    subjects: accounts,
    keys: accounts,
    refusals: 0,
    ...more,
  };
}
