import { Injectable } from '@nestjs/common';
import { dataMapOf, type DataMapTable, type DaysKept } from './data-map.rule';
import { databaseOf, type DatabaseName, type TableDeclaration } from './table-declaration';
import type { UserDataProvider } from './user-data-provider';

/** All user-data providers. Export, erasure and the data map use it and need not know any feature. */
@Injectable()
export class UserDataRegistry {
  private readonly byName = new Map<string, UserDataProvider>();
  private readonly ownerOf = new Map<string, string>();

  register(provider: UserDataProvider): void {
    if (this.byName.has(provider.name)) throw new Error(`There are two user-data providers named ${provider.name}.`);
    for (const table of provider.tables) this.registerTable(table, provider.name);
    this.byName.set(provider.name, provider);
  }

  /** The providers in the order in which they run. */
  providers(): readonly UserDataProvider[] {
    return [...this.byName.values()].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  }

  provider(name: string): UserDataProvider | undefined {
    return this.byName.get(name);
  }

  tablesIn(database: DatabaseName): readonly TableDeclaration[] {
    return this.providers().flatMap(({ tables }) => tables.filter((table) => databaseOf(table) === database));
  }

  dataMap(daysKept: DaysKept = (_table, { days }) => days): readonly DataMapTable[] {
    return dataMapOf(this.providers(), daysKept);
  }

  private registerTable(table: TableDeclaration, provider: string): void {
    const name = `${databaseOf(table)}.${table.name}`;
    const owner = this.ownerOf.get(name);
    if (owner) throw new Error(`The table ${name} is declared twice: by ${owner} and by ${provider}.`);
    this.ownerOf.set(name, provider);
  }
}
