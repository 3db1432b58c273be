import type { Provider } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { inBatches } from '@platform/persistence/in-batches';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { clearedColumnsOf, erasedColumnsOf, type TableDeclaration } from './table-declaration';
import type { ImportedItem, ImportSource, UserDataItem } from './user-data-item';
import { UserDataProvider } from './user-data-provider';
import { UserDataRegistry } from './user-data-registry';

/** Tables whose rows are erased with the user, but never exported, imported or reassigned. */
export class TablesProvider extends UserDataProvider {
  constructor(
    readonly name: string,
    readonly tables: readonly TableDeclaration[],
    private readonly database: Database,
  ) {
    super();
  }

  async *export(_userId: string): AsyncGenerator<UserDataItem> {}

  async import(_userId: string, { kind }: UserDataItem, _source?: ImportSource): Promise<ImportedItem> {
    return { skipped: `${this.name} does not import ${kind}.` };
  }

  async erase(userId: UserId): Promise<void> {
    for (const table of this.tables) {
      const cleared = clearedColumnsOf(table);
      for (const column of erasedColumnsOf(table)) {
        const isCleared = cleared.includes(column);
        const statement = isCleared ? `UPDATE ${table.name} SET ${column} = NULL` : `DELETE FROM ${table.name}`;
        await this.inBatches(`${statement} WHERE ${column} = ?`, [userId]);
      }
    }
  }

  /** Rows of other users that name this one then name the other account. */
  async reassign(from: UserId, to: UserId): Promise<void> {
    for (const table of this.tables) {
      for (const column of clearedColumnsOf(table))
        await this.inBatches(`UPDATE ${table.name} SET ${column} = ? WHERE ${column} = ?`, [to, from]);
    }
  }

  private async inBatches(statement: string, userIds: readonly UserId[]): Promise<void> {
    const values = userIds.map(idToBytes);
    await inBatches(async (limit) => (await this.database.write(`${statement} LIMIT ${limit}`, values)).affectedRows);
  }
}

/** Returns an entry for the `providers` of a module, which registers a provider that erases the rows of a user. */
export function tablesOf(name: string, tables: readonly TableDeclaration[]): Provider {
  return {
    provide: Symbol(`user data of ${name}`),
    inject: [UserDataRegistry, Database],
    useFactory: (registry: UserDataRegistry, database: Database) => {
      const provider = new TablesProvider(name, tables, database);
      registry.register(provider);
      return provider;
    },
  };
}
