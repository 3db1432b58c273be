import { Injectable } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import { Events } from '@platform/events/events';
import { newId, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { UserRegistered } from '../users.events';
import { EMAIL_PLACE } from './account-view';
import { AccountRepository } from './account.repository';
import { EmailIndexRepository } from './email-index.repository';
import { parseProfile } from './profile-fields.rule';
import { UsersProblems } from '../users.errors';

export interface NewUser {
  /** Optional for accounts with another sign-in method. */
  readonly email?: string;
  readonly username?: string;
  readonly displayName?: string;
  readonly locale?: string;
  readonly emailVerified?: boolean;
  readonly by: 'user' | 'admin' | 'import';
}

/** A checked new account whose key exists, ready to be written in a transaction. */
export interface DraftUser {
  readonly id: UserId;
  readonly given: NewUser;
  readonly email: { readonly identity: string; readonly sealed: Buffer } | null;
  readonly username: string | null;
  readonly locale: string;
}

/** Creates accounts. In two steps, because a user's key lives in another database than the account. */
@Injectable()
export class UserRegistrar {
  constructor(
    private readonly vault: Vault,
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly events: Events,
  ) {}

  /** Before the transaction: refuses what cannot be, and makes the user's key. */
  async prepare(given: NewUser): Promise<DraftUser> {
    const { email, username, locale } = parseProfile(given);
    if (email && (await this.emails.find(email.identity))) throw UsersProblems.email_taken();
    await this.refuseTakenUsername(given);
    const id = newId<UserId>();
    await this.vault.createUserKey(id);
    const box = await this.vault.boxOf(id);
    return {
      id,
      given,
      email: email ? { identity: email.identity, sealed: box.seal(EMAIL_PLACE, email.address) } : null,
      username: username ?? null,
      locale: locale ?? 'en',
    };
  }

  /** Usernames are public, so this may run before the caller has proved an address. Also reports faults of the other fields. */
  async refuseTakenUsername(given: NewUser): Promise<void> {
    const { username } = parseProfile(given);
    if (username && (await this.accounts.byUsername(username))) throw UsersProblems.username_taken();
  }

  /** In the transaction. */
  async create(draft: DraftUser): Promise<void> {
    const { id, given, email, username, locale } = draft;
    await this.accounts.insert({
      id,
      username,
      displayName: given.displayName ?? null,
      locale,
      emailSealed: email?.sealed ?? null,
      emailVerified: given.emailVerified ?? false,
      state: 'active',
      isActiveToday: given.by === 'user',
    });
    if (email) await this.emails.add(id, email.identity);
    await this.events.publish(UserRegistered.of({ subject: id, facts: { by: given.by } }));
  }

  /**
   * Destroys the key of a user whose registration was rejected. After a lost response of the database the account may
   * exist, and must keep its key. A key without an account is harmless.
   */
  async abandonRefused(draft: DraftUser, error: unknown): Promise<void> {
    if (error instanceof Problem) await this.vault.destroyUserKey(draft.id);
  }
}
