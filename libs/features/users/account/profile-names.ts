import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { AccountService } from './account.service';

/** Sets the names of an account in the caller's transaction. Undefined names do not change. */
@Injectable()
export class ProfileNames {
  constructor(private readonly profiles: AccountService) {}

  async set(userId: UserId, names: { username?: string | undefined; displayName?: string | undefined }): Promise<void> {
    await this.profiles.changeProfile(userId, names, undefined);
  }
}
