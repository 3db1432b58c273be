import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';

export interface AppPermission {
  readonly name: string;
  readonly meaning: string;
}

@Injectable()
export class AppPermissionRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<AppPermission[]> {
    return this.database.rows<AppPermission>('SELECT name, meaning FROM access_permission ORDER BY name');
  }

  /** Those of these names that there are. None of them is removed before the transaction ends. */
  async holdAll(names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const { marks, padded } = placeholders(names);
    const sql = `SELECT name FROM access_permission WHERE name IN (${marks}) LOCK IN SHARE MODE`;
    return new Set((await this.database.rows<{ name: string }>(sql, padded)).map(({ name }) => name));
  }

  async put({ name, meaning }: AppPermission): Promise<void> {
    await this.database.write(
      `INSERT INTO access_permission (name, meaning, defined_at) VALUES (?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE meaning = VALUES(meaning)`,
      [name, meaning],
    );
  }

  /** Returns false if there is no such permission. */
  async remove(name: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM access_permission WHERE name = ?', [name]);
    return affectedRows === 1;
  }
}
