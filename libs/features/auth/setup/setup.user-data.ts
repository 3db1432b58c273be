import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';

@Injectable()
export class SetupUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.setup';
  readonly tables: readonly TableDeclaration[] = [
    { name: 'auth_setup', holds: 'no-user-data', why: 'hash of the setup token' },
  ];

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
