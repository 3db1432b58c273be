import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import { HttpConfig } from '@platform/http/http.config';
import { Versioned } from '@platform/http/serialization/document';
import { CachedAnswers } from '@platform/http/answers/cached-answers';
import type { Box } from '@platform/vault/sealing/box';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import type { Account } from './account.repository';
import type { Contact } from './contact';
import type { MeDto, UserDto } from './me.dto';

export const EMAIL_PLACE = { table: 'users_account', column: 'email_sealed' };

/** Turns stored accounts into what is shown of them. */
@Injectable()
export class AccountView {
  private readonly shown = new CachedAnswers<MeDto>();

  constructor(
    private readonly vault: Vault,
    private readonly config: HttpConfig,
    private readonly roles: RoleDirectory,
    private readonly transactions: Transactions,
  ) {}

  publicly(account: Account): UserDto {
    const { id, username, displayName, bio, avatarFile } = account;
    const avatarUrl = avatarFile ? `${this.config.publicUrl}/v1/users/${id}/avatar/${avatarFile}` : null;
    return { id, username, displayName, avatarUrl, bio, createdAt: account.createdAt.toISOString() };
  }

  own(account: Account, roles: readonly string[]): Versioned<MeDto> | Promise<Versioned<MeDto>> {
    const box = this.vault.boxOf(account.id);
    if (box instanceof Promise) return box.then((opened) => this.opened(account, opened, roles));
    return this.opened(account, box, roles);
  }

  /** The address, language and name of the user, for other features. */
  async contact(account: Account): Promise<Contact> {
    const { id, emailSealed, emailVerified, username, displayName, locale: language, state } = account;
    const email = emailSealed && ((await this.vault.boxOf(id)).open(EMAIL_PLACE, emailSealed) ?? null);
    return { id, email, emailVerified, username, displayName, language, state };
  }

  /** What was shown of this account last, good only if the account is still of that version. */
  lastOwn(userId: UserId, roles: readonly string[]): Versioned<MeDto> | undefined {
    const box = this.vault.boxInMemory(userId);
    const last = box && this.shown.of(box);
    return last && haveSame(last.body.roles, roles) ? last : undefined;
  }

  /** Several at once, for lists. */
  async forAdmins(accounts: readonly Account[]): Promise<MeDto[]> {
    const ids = accounts.map(({ id }) => id);
    const [boxes, roles] = await Promise.all([this.vault.boxesOf(ids), this.roles.rolesOfAll(ids)]);
    return accounts.map((account) => {
      const email = account.emailSealed && (boxes.get(account.id)?.open(EMAIL_PLACE, account.emailSealed) ?? null);
      return this.fully(account, email, roles.get(account.id) ?? []);
    });
  }

  private opened(account: Account, box: Box, roles: readonly string[]): Versioned<MeDto> {
    const email = account.emailSealed && (box.open(EMAIL_PLACE, account.emailSealed) ?? null);
    const shown = new Versioned(this.fully(account, email, roles), account.version);
    // A suspension ends by itself, without a new version: what is shown then is not what was kept.
    if (account.suspendedUntil === null) this.transactions.remember(() => this.shown.keep(box, shown));
    return shown;
  }

  private fully(account: Account, email: string | null, roles: readonly string[]): MeDto {
    return Object.assign(this.publicly(account), {
      email,
      emailVerified: account.emailVerified,
      locale: account.locale,
      roles: [...roles],
      state: account.state,
      updatedAt: account.updatedAt.toISOString(),
    });
  }
}

function haveSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, at) => name === others[at]);
}
