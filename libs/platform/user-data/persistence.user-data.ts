import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DatabaseName, TableDeclaration } from './table-declaration';
import { UserDataProvider } from './user-data-provider';
import { UserDataRegistry } from './user-data-registry';

/** The tables that migrations and leases need in each database. */
@Injectable()
export class PersistenceUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'persistence';
  readonly tables = [...tablesIn('main'), ...tablesIn('keys')];

  constructor(private readonly registry: UserDataRegistry) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(): Promise<Record<string, unknown>> {
    return {};
  }

  async erase(): Promise<void> {}
}

function tablesIn(database: DatabaseName): TableDeclaration[] {
  return [
    { name: 'platform_migration', database, holds: 'no-user-data', why: 'names and times of migrations' },
    { name: 'platform_lease', database, holds: 'no-user-data', why: 'names of tasks and the nodes that run them' },
  ];
}
