import { Injectable } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { AuthShares, type AuthShare } from '../../auth-shares';
import { AnonymousRepository } from './anonymous.repository';

const { personal } = columnsKept('until the account has a way in, or is erased');

@Injectable()
export class AnonymousShare implements AuthShare {
  readonly name = 'anonymous';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_anonymous',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('whose account has nothing to come in with', 'plain'),
        created_at: personal('since when', 'plain'),
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
