import type { DatabaseName, TableDeclaration } from './table-declaration';

/** The tables that migrations and leases need in each database. */
export const PERSISTENCE_TABLES: readonly TableDeclaration[] = [...tablesIn('main'), ...tablesIn('keys')];

function tablesIn(database: DatabaseName): TableDeclaration[] {
  return [
    { name: 'platform_migration', database, holds: 'no-user-data', why: 'names and times of migrations' },
    { name: 'platform_lease', database, holds: 'no-user-data', why: 'names of tasks and the nodes that run them' },
  ];
}
