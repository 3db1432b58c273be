import { Injectable } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { AuthShares, type AuthShare } from '../../auth-shares';
import { AnonymousRepository } from './anonymous.repository';

const { personal } = columnsKept('until the account has a sign-in method or is erased');

@Injectable()
export class AnonymousShare implements AuthShare {
  readonly name = 'anonymous';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_anonymous',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('owner of an account without a sign-in method', 'plain'),
        created_at: personal('time of creation', 'plain'),
      },
    },
  ];

  constructor(
    shares: AuthShares,
    private readonly rows: AnonymousRepository,
  ) {
    shares.add(this);
  }

  async export(userId: string): Promise<unknown> {
    const since = await this.rows.since(userId);
    return since ? { since: since.toISOString() } : null;
  }

  async erase(userId: string): Promise<void> {
    await this.rows.remove(userId);
  }
}
