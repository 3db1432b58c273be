import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { AppPermissionEntity } from './app-permission.entity';

export type AppPermission = Pick<Readonly<AppPermissionEntity>, 'name' | 'meaning'>;

@Injectable()
export class AppPermissionRepository {
  private readonly permissions: Table<AppPermissionEntity>;

  constructor(private readonly database: Database) {
    this.permissions = new Table(database, AppPermissionEntity);
  }

  all(): Promise<AppPermission[]> {
    return this.permissions.select('ORDER BY name');
  }

  async names(): Promise<string[]> {
    return (await this.all()).map(({ name }) => name);
  }

  /** Returns which of these permissions exist. Locks them until the transaction ends, so that they are not removed. */
  async lockExisting(names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return new Set();
    const { marks, padded } = placeholders(names);
    const sql = `SELECT name FROM access_permission WHERE name IN (${marks}) LOCK IN SHARE MODE`;
    return new Set((await this.database.rows<{ name: string }>(sql, padded)).map(({ name }) => name));
  }

  async put({ name, meaning }: AppPermission): Promise<void> {
    await this.permissions.put({ name, meaning, definedAt: NOW }, { meaning });
  }

  /** Returns false if there is no such permission. */
  async remove(name: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM access_permission WHERE name = ?', [name]);
    return affectedRows === 1;
  }
}
