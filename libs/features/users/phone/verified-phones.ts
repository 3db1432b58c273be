import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { PhoneChanged } from '../users.events';
import { PhoneRepository } from './phone.repository';

const PLACE = { table: 'users_phone', column: 'number_sealed' };

export interface VerifiedPhone {
  /** In E.164. */
  readonly number: string;
  readonly verifiedAt: Date;
}

/** The verified phone numbers of accounts. Several accounts can have the same number. */
@Injectable()
export class VerifiedPhones {
  constructor(
    private readonly phones: PhoneRepository,
    private readonly vault: Vault,
    private readonly events: Events,
  ) {}

  async find(userId: UserId): Promise<VerifiedPhone | undefined> {
    const stored = await this.phones.find(userId);
    const number = stored && (await this.vault.boxOf(userId)).open(PLACE, stored.number);
    return stored && number !== undefined ? { number, verifiedAt: stored.verifiedAt } : undefined;
  }

  /** Must run in a transaction that has locked the account, after the user has proved to have the number. */
  async set(userId: UserId, number: string): Promise<void> {
    const before = await this.find(userId);
    await this.phones.put(userId, (await this.vault.boxOf(userId)).seal(PLACE, number));
    if (before?.number !== number) await this.publish(userId, before?.number ?? null, number);
  }

  /** Must run in a transaction that has locked the account. */
  async remove(userId: UserId): Promise<void> {
    const before = await this.find(userId);
    await this.phones.remove(userId);
    if (before) await this.publish(userId, before.number, null);
  }

  private async publish(userId: UserId, before: string | null, after: string | null): Promise<void> {
    await this.events.publish(PhoneChanged.of({ subject: userId, changes: { phone: { before, after } } }));
  }
}
