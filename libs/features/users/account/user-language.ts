import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from './account.repository';
import { AccountService } from './account.service';

/** The preferred language of a user, which the account stores as `locale`. */
@Injectable()
export class UserLanguage {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly profiles: AccountService,
  ) {}

  /** Returns a BCP 47 tag; undefined if there is no such user. */
  of(userId: UserId): Promise<string | undefined> {
    return this.accounts.localeOf(userId);
  }

  /** Joins the transaction of the caller. */
  async set(userId: UserId, tag: string): Promise<void> {
    await this.profiles.changeProfile(userId, { locale: tag }, undefined);
  }
}
