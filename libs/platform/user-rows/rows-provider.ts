import type { Provider } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { TablesProvider } from '@platform/user-data/tables-provider';
import { isFile, type ImportedItem, type ImportSource, type UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { UserRows, type DeclaredRows } from './user-rows';

/** The provider of a feature whose user data consists of rows only. */
export class RowsProvider extends TablesProvider {
  constructor(
    name: string,
    tables: readonly TableDeclaration[],
    database: Database,
    private readonly rows: UserRows,
  ) {
    super(name, tables, database);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (const table of this.declared()) yield* this.rows.export(table, userId);
  }

  override async import(userId: UserId, item: UserDataItem, source: ImportSource): Promise<ImportedItem> {
    const table = this.declared().find(({ rows }) => rows.kind === item.kind);
    if (!table || isFile(item)) return super.import(userId, item, source);
    return this.rows.import(table, userId, item, source);
  }

  override async reassign(from: UserId, to: UserId): Promise<void> {
    for (const table of this.declared()) await this.rows.reassign(table, from, to);
    await super.reassign(from, to);
  }

  private declared(): readonly DeclaredRows[] {
    return this.tables.filter((table): table is DeclaredRows => table.rows !== undefined);
  }
}

/** Returns an entry for the `providers` of a module, which registers a provider of the rows of these tables. */
export function userDataOf(name: string, tables: readonly TableDeclaration[]): Provider {
  return {
    provide: Symbol(`user data of ${name}`),
    inject: [UserDataRegistry, Database, UserRows],
    useFactory: (registry: UserDataRegistry, database: Database, rows: UserRows) => {
      const provider = new RowsProvider(name, tables, database, rows);
      registry.register(provider);
      return provider;
    },
  };
}
