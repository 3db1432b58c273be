import type { Provider } from '@nestjs/common';
import type { TableDeclaration } from './table-declaration';
import { isFile, type ImportedItem, type UserDataItem } from './user-data-item';
import { UserDataProvider } from './user-data-provider';
import { UserDataRegistry } from './user-data-registry';
import { UserRows, type DeclaredRows } from './user-rows';

/** The provider of a feature that keeps nothing of users but rows. */
export class RowsProvider extends UserDataProvider {
  constructor(
    readonly name: string,
    readonly tables: readonly TableDeclaration[],
    private readonly rows: UserRows,
  ) {
    super();
  }

  async *export(userId: string): AsyncGenerator<UserDataItem> {
    for (const table of this.declared()) yield* this.rows.export(table, userId);
  }

  async import(userId: string, item: UserDataItem): Promise<ImportedItem> {
    const table = this.declared().find(({ rows }) => rows.kind === item.kind);
    if (!table || isFile(item)) return { skipped: `${this.name} has nothing called ${item.kind}.` };
    return this.rows.import(table, userId, item);
  }

  async erase(userId: string): Promise<void> {
    for (const table of this.tables) await this.rows.erase(table, userId);
  }

  async reassign(from: string, to: string): Promise<void> {
    for (const table of this.declared()) await this.rows.reassign(table, from, to);
  }

  private declared(): readonly DeclaredRows[] {
    return this.tables.filter((table): table is DeclaredRows => table.rows !== undefined);
  }
}

/** For the `providers` of a module: declares tables, and registers a provider of their rows. */
export function userDataOf(name: string, tables: readonly TableDeclaration[]): Provider {
  return {
    provide: Symbol(`user data of ${name}`),
    inject: [UserDataRegistry, UserRows],
    useFactory: (registry: UserDataRegistry, rows: UserRows) => {
      const provider = new RowsProvider(name, tables, rows);
      registry.register(provider);
      return provider;
    },
  };
}
