import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { databaseOf, erasedColumnsOf, type DatabaseName, type TableDeclaration } from '../user-data/table-declaration';
import { UserDataRegistry } from '../user-data/user-data-registry';

export interface TableRows {
  readonly provider: string;
  readonly database: DatabaseName;
  readonly table: string;
  readonly rows: number;
}

/** Searches every declared table for rows that an erasure removes. */
@Injectable()
export class UserRowSearch {
  constructor(
    private readonly registry: UserDataRegistry,
    private readonly main: Database,
    private readonly keys: KeysDatabase,
  ) {}

  /** The number of rows that contain the ID of this user, for each table. */
  async countOf(userId: UserId): Promise<TableRows[]> {
    const counts: TableRows[] = [];
    for (const { provider, table, columns } of this.tables()) {
      const condition = columns.map((column) => `${column} = ?`).join(' OR ');
      const row = await this.schemaOf(table).row<{ n: number }>(
        `SELECT COUNT(*) AS n FROM ${table.name} WHERE ${condition}`,
        columns.map(() => idToBytes(userId)),
      );
      counts.push({ provider, database: databaseOf(table), table: table.name, rows: Number(row?.n) });
    }
    return counts;
  }

  /** Those of the users whose IDs are in some row. */
  async withRows(userIds: readonly UserId[]): Promise<Set<UserId>> {
    const found = new Set<UserId>();
    if (userIds.length === 0) return found;
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    for (const { table, columns } of this.tables()) {
      for (const column of columns) {
        const sql = `SELECT DISTINCT ${column} AS id FROM ${table.name} WHERE ${column} IN (${marks})`;
        for (const { id } of await this.schemaOf(table).rows<{ id: Buffer }>(sql, padded)) found.add(idFromBytes(id));
      }
    }
    return found;
  }

  private tables() {
    return this.registry
      .providers()
      .flatMap(({ name: provider, tables }) =>
        tables
          .map((table) => ({ provider, table, columns: erasedColumnsOf(table) }))
          .filter(({ columns }) => columns.length > 0),
      );
  }

  private schemaOf(table: TableDeclaration): Database {
    return databaseOf(table) === 'main' ? this.main : this.keys;
  }
}
