import { Injectable } from '@nestjs/common';
import { SignInCredentials, type CredentialKind } from '@features/auth';
import { VerifiedPhones } from '@features/users';
import type { UserId } from '@platform/ids/ids';

/** Removes a phone number with the credentials of an account, because another person may have added it. */
@Injectable()
export class PhoneCredential implements CredentialKind {
  readonly name = 'phone';

  constructor(
    signInCredentials: SignInCredentials,
    private readonly phones: VerifiedPhones,
  ) {
    signInCredentials.register(this);
  }

  /** A phone number is not a sign-in method. */
  async countMethods(): Promise<number> {
    return 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    await this.phones.remove(userId);
  }

  async removeAddedSince(userId: UserId, moment: Date): Promise<void> {
    const phone = await this.phones.find(userId);
    if (phone && phone.verifiedAt >= moment) await this.phones.remove(userId);
  }
}
