import { Injectable } from '@nestjs/common';
import { UserReader, UsersProblems } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeSecrets, type Found, type OneTimeProof } from '@platform/one-time/one-time-secrets';
import type { Entered } from '../../entrance/entered';
import { Entrance } from '../../entrance/entrance';
import type { EntryDto } from '../../entrance/entry.dto';
import { NewAccounts } from '../../entrance/new-accounts';
import { RightfulOwner } from '../../entrance/rightful-owner';
import { SessionEnder } from '../../sessions/session-ender';
import { MAIL_KINDS, type MailWay } from './mail-kinds';
import type { MailedTo } from './sign-in-mails';

interface WayEntry extends EntryDto {
  readonly way: MailWay;
}

/** Signs in with a mailed link or code, which proves that the user owns the address. */
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

  async enter(way: MailWay, proof: OneTimeProof, entry: EntryDto): Promise<Entered> {
    const found = await this.secrets.find<MailedTo>(MAIL_KINDS[way].kind, proof);
    if (!found) throw OneTimeProblems.not_valid();
    const ownerId = found.userId ?? (await this.users.findId({ email: found.payload.address }));
    if (ownerId !== undefined) return this.enterOwn(ownerId, found, { ...entry, way });
    try {
      return await this.enterNew(found, { ...entry, way });
    } catch (error) {
      // A concurrent request has registered the address. The user has verified it here, so the account is theirs.
      const madeId = isTaken(error) ? await this.users.findId({ email: found.payload.address }) : undefined;
      if (madeId === undefined) throw error;
      return this.enterOwn(madeId, found, { ...entry, way });
    }
  }

  private async enterOwn(userId: string, found: Found<MailedTo>, entry: WayEntry): Promise<Entered> {
    let isTakenOver = false;
    const entered = await this.entrance.enter({ ...entry, userId }, async () => {
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

  private async enterNew(found: Found<MailedTo>, { way, transport }: WayEntry): Promise<Entered> {
    const { address, language } = found.payload;
    const user = { email: address, emailVerified: true, locale: language, by: 'user' } as const;
    return this.accounts.open({ way, user, transport }, async () => {
      if (!(await this.secrets.use(found))) throw OneTimeProblems.not_valid();
    });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Problem && error.code === UsersProblems.email_taken.code;
}
