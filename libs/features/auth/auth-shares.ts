import { Injectable } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';

/** The user data of one folder of this feature. The provider of the feature combines them. */
export interface AuthShare {
  /** The field of the export that holds its data. */
  readonly name: string;
  readonly tables: readonly TableDeclaration[];
  export(userId: string): Promise<unknown>;
  /** Must run in a transaction. */
  erase(userId: string): Promise<void>;
}

@Injectable()
export class AuthShares {
  private readonly shares: AuthShare[] = [];

  /** Must be called in a constructor, because the provider declares the tables when the modules start. */
  add(share: AuthShare): void {
    this.shares.push(share);
  }

  all(): readonly AuthShare[] {
    return this.shares;
  }
}
