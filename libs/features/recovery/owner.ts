import { Injectable } from '@nestjs/common';
import { UserReader, type MeDto } from '@features/users';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';

/** An account that may be let in, and the address it has now. */
export interface Owner {
  readonly account: MeDto;
  readonly email: EmailAddress;
}

/** Whose an address is. A suspended account is nobody's: no way back leads into it. */
@Injectable()
export class Owners {
  constructor(private readonly users: UserReader) {}

  async ofAddress(address: string): Promise<Owner | undefined> {
    const userId = await this.users.findId({ email: address });
    return userId === undefined ? undefined : this.byId(userId);
  }

  async byId(userId: string): Promise<Owner | undefined> {
    const account = await this.accountOf(userId);
    const email = parseEmail(account?.email);
    return account && email ? { account, email } : undefined;
  }

  /** It may have no address, having given up one it never proved. */
  async accountOf(userId: string): Promise<MeDto | undefined> {
    const account = (await this.users.me(userId, []))?.body;
    return account?.state === 'active' ? account : undefined;
  }
}
