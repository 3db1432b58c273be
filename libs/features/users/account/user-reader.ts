import { Injectable } from '@nestjs/common';
import type { Versioned } from '@platform/http/serialization/document';
import type { UserId } from '@platform/ids/ids';
import { AccountView } from './account-view';
import { AccountRepository } from './account.repository';
import type { AccountState } from '../account-state';
import type { Contact } from './contact';
import { EmailIndexRepository } from './email-index.repository';
import { loginNameOf, type LoginName } from './login-name.rule';
import type { MeDto } from './me.dto';

export interface LockedUser {
  readonly state: AccountState;
  /** Returns the account as it was when it was locked. */
  me(roles: readonly string[]): Promise<Versioned<MeDto>>;
}

/** The data of users that other features can read. */
@Injectable()
export class UserReader {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly view: AccountView,
  ) {}

  /** The ID for a login name; undefined if no account has it. */
  async findId(login: { email?: string; username?: string }): Promise<UserId | undefined> {
    const name = loginNameOf(login);
    return name && this.findNamed(name);
  }

  async findNamed({ kind, text }: LoginName): Promise<UserId | undefined> {
    return kind === 'email' ? this.emails.find(text) : (await this.accounts.byUsername(text))?.id;
  }

  async exists(userId: UserId): Promise<boolean> {
    return (await this.accounts.byId(userId)) !== undefined;
  }

  /** The data of a user that other backends get. */
  async publicNameAndState(userId: UserId): Promise<{ username: string | null; state: AccountState } | undefined> {
    const account = await this.accounts.byId(userId);
    return account && { username: account.username, state: account.state };
  }

  async stateOf(userId: UserId): Promise<AccountState | undefined> {
    return (await this.accounts.byId(userId))?.state;
  }

  /** Whether an administrator made the last change of the address or its verification. */
  async hasEmailByAdmin(userId: UserId): Promise<boolean> {
    return (await this.accounts.byId(userId))?.emailByAdmin === true;
  }

  async contactOf(userId: UserId): Promise<Contact | undefined> {
    const account = await this.accounts.byId(userId);
    return account && this.view.contact(account);
  }

  /** Those who exist. */
  async contactsOf(userIds: readonly UserId[]): Promise<Contact[]> {
    return Promise.all((await this.accounts.byIds(userIds)).map((account) => this.view.contact(account)));
  }

  /** The users who exist, in the order of the list, without repetitions. */
  async existing(userIds: readonly UserId[]): Promise<UserId[]> {
    const found = new Set((await this.accounts.byIds(userIds)).map(({ id }) => id));
    return [...new Set(userIds)].filter((id) => found.has(id));
  }

  /** Locks the account until the transaction ends, so that a decision based on it stays true. */
  async lock(userId: UserId): Promise<LockedUser | undefined> {
    const account = await this.accounts.lock(userId);
    return account && { state: account.state, me: async (roles) => this.view.own(account, roles) };
  }

  async isAnyActive(userIds: readonly UserId[]): Promise<boolean> {
    return (await this.accounts.byIds(userIds)).some(({ state }) => state === 'active');
  }

  /** The names that other users see. Suspended users are not visible to them, and some users have no name. */
  async publicNamesOf(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    const accounts = await this.accounts.byIds([...new Set(userIds)]);
    return new Map(
      accounts.flatMap(({ id, state, displayName, username }) => {
        const name = displayName ?? username;
        return state === 'active' && name ? [[id, name] as const] : [];
      }),
    );
  }

  /** Whether the account has an email address or a username, one of which a password requires. */
  async namesOf(userId: UserId): Promise<{ hasEmail: boolean; hasUsername: boolean }> {
    const account = await this.accounts.byId(userId);
    return { hasEmail: Boolean(account?.emailSealed), hasUsername: Boolean(account?.username) };
  }

  /** For a response that contains the account. */
  async me(userId: UserId, roles: readonly string[]): Promise<Versioned<MeDto> | undefined> {
    const account = await this.accounts.byId(userId);
    return account && this.view.own(account, roles);
  }
}
