import { Injectable } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';

/** What one folder of this feature keeps of users; the keeper of the feature answers for all of them together. */
export interface AuthShare {
  /** Under which its export stands. */
  readonly name: string;
  readonly tables: readonly TableDeclaration[];
  export(userId: string): Promise<unknown>;
  /** In a transaction. */
  erase(userId: string): Promise<void>;
}

@Injectable()
export class AuthShares {
  private readonly shares: AuthShare[] = [];

  /** In the constructor of whoever keeps something: the keeper declares the tables when the modules start. */
  add(share: AuthShare): void {
    this.shares.push(share);
  }

  all(): readonly AuthShare[] {
    return this.shares;
  }
}
