import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';

const PLACE = { table: 'mail_suppression', column: 'address_sealed' };

interface Owner {
  readonly id: string;
  readonly userId: UserId | null;
}

/** Seals the address with the user's key, or with the system key if the address belongs to no user. */
@Injectable()
export class SuppressionSeal {
  constructor(private readonly vault: Vault) {}

  async seal({ id, userId }: Owner, address: string): Promise<Buffer> {
    if (userId === null) return this.vault.sealSystem(PLACE, id, address);
    return (await this.vault.boxOf(userId)).seal(PLACE, address);
  }

  /** Returns undefined if the user's key was destroyed. */
  async open({ id, userId }: Owner, sealed: Buffer): Promise<string | undefined> {
    if (userId === null) return this.vault.openSystem(PLACE, id, sealed);
    return (await this.vault.boxOf(userId)).open(PLACE, sealed);
  }

  async canSealFor(userId: UserId): Promise<boolean> {
    return !(await this.vault.boxOf(userId)).destroyed;
  }
}
