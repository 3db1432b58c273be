import { Injectable } from '@nestjs/common';
import { UserReader, UsersProblems } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeSecrets, type Found, type OneTimeProof } from '@platform/one-time/one-time-secrets';
import type { Entered } from '../../entrance/entered';
import { Entrance } from '../../entrance/entrance';
import type { EntryDto } from '../../entrance/entry.dto';
import { NewAccounts } from '../../entrance/new-accounts';
import { RightfulOwner } from '../../entrance/rightful-owner';
import { SessionEnder } from '../../sessions/session-ender';
import { SIGN_IN_LINK } from './mail-way.one-time';
import type { MailedTo } from './sign-in-mails';

/** Whoever reads the mail has the address, and with it the account of that address. */
@Injectable()
export class MailWayService {
  constructor(
    private readonly users: UserReader,
    private readonly secrets: OneTimeSecrets,
    private readonly entrance: Entrance,
    private readonly accounts: NewAccounts,
    private readonly rightful: RightfulOwner,
    private readonly sessions: SessionEnder,
  ) {}

  async enter(kind: OneTimeKind, proof: OneTimeProof, entry: EntryDto): Promise<Entered> {
    const found = await this.secrets.find<MailedTo>(kind, proof);
    if (!found) throw OneTimeProblems.not_valid();
    const ownerId = found.userId ?? (await this.users.findId({ email: found.payload.address }));
    if (ownerId !== undefined) return this.enterOwn(ownerId, found, entry);
    try {
      return await this.enterNew(found, entry);
    } catch (error) {
      // Somebody registered the address between the look and the try. It has been proven here, so it is its owner's.
      const madeId = isTaken(error) ? await this.users.findId({ email: found.payload.address }) : undefined;
      if (madeId === undefined) throw error;
      return this.enterOwn(madeId, found, entry);
    }
  }

  private async enterOwn(userId: string, found: Found<MailedTo>, entry: EntryDto): Promise<Entered> {
    let isTakenOver = false;
    const entered = await this.entrance.enter({ ...entry, way: wayOf(found), userId }, async () => {
      if (!(await this.secrets.use(found))) return false;
      // Asked after it was used: from here on a change of the address would have made it void.
      if ((await this.users.findId({ email: found.payload.address })) !== userId) return false;
      isTakenOver = !(await this.isProven(userId));
      if (isTakenOver) await this.rightful.takesOver(userId);
      return true;
    });
    if (!entered) throw OneTimeProblems.not_valid();
    // Only then have any ended; waiting for all nodes to know takes a while.
    if (isTakenOver) await this.sessions.everywhere();
    return entered;
  }

  private async isProven(userId: string): Promise<boolean> {
    return (await this.users.me(userId, []))?.body.emailVerified === true;
  }

  private async enterNew(found: Found<MailedTo>, { transport }: EntryDto): Promise<Entered> {
    const { address, language } = found.payload;
    const user = { email: address, emailVerified: true, locale: language, by: 'user' } as const;
    return this.accounts.open({ way: wayOf(found), user, transport }, async () => {
      if (!(await this.secrets.use(found))) throw OneTimeProblems.not_valid();
    });
  }
}

/** As the log names it. */
function wayOf({ secret }: Found<MailedTo>): string {
  return secret.purpose === SIGN_IN_LINK.purpose ? 'magic_link' : 'email_code';
}

function isTaken(error: unknown): boolean {
  return error instanceof Problem && error.code === UsersProblems.email_taken.code;
}
