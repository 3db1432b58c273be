import { Injectable } from '@nestjs/common';
import { UserReader, type Contact } from '@features/users';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import type { UserId } from '@platform/ids/ids';

/** An active account and its current address. */
export interface Owner {
  readonly account: Contact;
  readonly email: EmailAddress;
}

/** Finds the owner of an address. Suspended accounts are not found, because they cannot be recovered. */
@Injectable()
export class Owners {
  constructor(private readonly users: UserReader) {}

  async ofAddress(address: string): Promise<Owner | undefined> {
    const userId = await this.users.findId({ email: address });
    return userId === undefined ? undefined : this.byId(userId);
  }

  async byId(userId: UserId): Promise<Owner | undefined> {
    const account = await this.accountOf(userId);
    const email = parseEmail(account?.email);
    return account && email ? { account, email } : undefined;
  }

  /** The account may have no address, if its unverified address was claimed by the verified owner. */
  async accountOf(userId: UserId): Promise<Contact | undefined> {
    const account = await this.users.contactOf(userId);
    return account?.state === 'active' ? account : undefined;
  }
}
