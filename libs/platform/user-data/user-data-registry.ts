import { Injectable } from '@nestjs/common';
import { dataMapOf, type DataMapTable } from './data-map.rule';
import { databaseOf, type DatabaseName, type TableDeclaration } from './table-declaration';
import type { UserDataKeeper } from './user-data-keeper';

/**
 * The registry of all user-data providers. Export, erasure and the data map use it, so that they need to know no
 * feature.
 */
@Injectable()
export class UserDataRegistry {
  private readonly byFeature = new Map<string, UserDataKeeper>();
  private readonly ownerOf = new Map<string, string>();

  register(keeper: UserDataKeeper): void {
    if (this.byFeature.has(keeper.feature))
      throw new Error(`The feature ${keeper.feature} has two user-data providers.`);
    for (const table of keeper.tables) this.claim(table, keeper.feature);
    this.byFeature.set(keeper.feature, keeper);
  }

  /** In the order in which they export and erase. */
  keepers(): readonly UserDataKeeper[] {
    return [...this.byFeature.values()].sort((a, b) => a.order - b.order || (a.feature < b.feature ? -1 : 1));
  }

  tablesIn(database: DatabaseName): readonly TableDeclaration[] {
    return this.keepers().flatMap((keeper) => keeper.tables.filter((table) => databaseOf(table) === database));
  }

  dataMap(): readonly DataMapTable[] {
    return dataMapOf(this.keepers());
  }

  private claim(table: TableDeclaration, feature: string): void {
    const name = `${databaseOf(table)}.${table.name}`;
    const owner = this.ownerOf.get(name);
    if (owner) throw new Error(`The table ${name} is declared twice: by ${owner} and by ${feature}.`);
    this.ownerOf.set(name, feature);
  }
}
