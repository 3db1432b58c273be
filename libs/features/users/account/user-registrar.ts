import { Injectable } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import { Events } from '@platform/event-log/events';
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

/** A validated new account whose key exists, ready to be inserted. */
export interface DraftUser {
  readonly id: UserId;
  readonly input: NewUser;
  readonly email: { readonly identity: string; readonly sealed: Buffer } | null;
  readonly username: string | null;
  readonly locale: string;
}

/** Creates accounts in two steps, because the user's key is stored in another database than the account. */
@Injectable()
export class UserRegistrar {
  constructor(
    private readonly vault: Vault,
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly events: Events,
  ) {}

  /** Must run before the transaction. Validates the account and creates the user's key. */
  async prepare(input: NewUser): Promise<DraftUser> {
    const { email, username, locale } = parseProfile(input);
    if (email && (await this.emails.find(email.identity))) throw UsersProblems.email_taken();
    await this.refuseTakenUsername(input);
    const id = newId<UserId>();
    await this.vault.createUserKey(id);
    const box = await this.vault.boxOf(id);
    return {
      id,
      input,
      email: email ? { identity: email.identity, sealed: box.seal(EMAIL_PLACE, email.address) } : null,
      username: username ?? null,
      locale: locale ?? 'en',
    };
  }

  /** Usernames are public, so this can run before the address is verified. Also reports faults of the other fields. */
  async refuseTakenUsername(input: NewUser): Promise<void> {
    const { username } = parseProfile(input);
    if (username && (await this.accounts.byUsername(username))) throw UsersProblems.username_taken();
  }

  /** Must run in the transaction. */
  async create(draft: DraftUser): Promise<void> {
    const { id, input, email, username, locale } = draft;
    await this.accounts.insert({
      id,
      username,
      displayName: input.displayName ?? null,
      locale,
      emailSealed: email?.sealed ?? null,
      emailVerified: input.emailVerified ?? false,
      state: 'active',
      isActiveToday: input.by === 'user',
    });
    if (email) await this.emails.add(id, email.identity);
    await this.events.publish(UserRegistered.of({ subject: id, facts: { by: input.by } }));
  }

  /**
   * Destroys the key of a user whose registration was rejected. After a lost response of the database the account may
   * exist, and must keep its key. A key without an account is harmless.
   */
  async abandonRefused(draft: DraftUser, error: unknown): Promise<void> {
    if (error instanceof Problem) await this.vault.destroyUserKey(draft.id);
  }
}
