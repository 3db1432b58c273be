import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RoleHolders } from './roles/role-holders.repository';

const account = columnsKept('until the account is erased');

@Injectable()
export class AccessUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'access';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'access_user_role',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('user who has the role', 'plain'),
        role: account.personal('role of the user', 'plain'),
        given_at: account.technical('time of the assignment'),
      },
    },
    { name: 'access_role', holds: 'no-user-data', why: 'permissions of each role' },
    { name: 'access_permission', holds: 'no-user-data', why: "names of the app's permissions" },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly holders: RoleHolders,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { roles: await this.holders.rolesOf(userId) };
  }

  async erase(userId: string): Promise<void> {
    await this.holders.replace(userId, []);
  }
}
