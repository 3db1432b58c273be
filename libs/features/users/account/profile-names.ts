import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { AccountService } from './account.service';

/** Lets another feature name an account, in that feature's transaction. What is undefined stays as it is. */
@Injectable()
export class ProfileNames {
  constructor(private readonly profiles: AccountService) {}

  async set(userId: UserId, names: { username?: string | undefined; displayName?: string | undefined }): Promise<void> {
    await this.profiles.changeProfile(userId, names, undefined);
  }
}
