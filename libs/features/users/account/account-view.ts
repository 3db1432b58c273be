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

/** Converts stored accounts to DTOs. */
@Injectable()
export class AccountView {
  private readonly cached = new CachedAnswers<MeDto>();

  constructor(
    private readonly vault: Vault,
    private readonly config: HttpConfig,
    private readonly roles: RoleDirectory,
    private readonly transactions: Transactions,
  ) {}

  publicly(account: Account): UserDto {
    const { id, username, displayName, bio, avatarFile } = account;
    const avatarUrl = this.avatarUrlOf(id, avatarFile);
    return { id, username, displayName, avatarUrl, bio, createdAt: account.createdAt.toISOString() };
  }

  avatarUrlOf(id: UserId, file: string | null): string | null {
    return file ? `${this.config.publicUrl}/v1/users/${id}/avatar/${file}` : null;
  }

  own(account: Account, roles: readonly string[]): Versioned<MeDto> | Promise<Versioned<MeDto>> {
    const box = this.vault.boxOf(account.id);
    if (box instanceof Promise) return box.then((opened) => this.openedDto(account, opened, roles));
    return this.openedDto(account, box, roles);
  }

  /** The address, language and name of the user, for other features. */
  async contact(account: Account): Promise<Contact> {
    const { id, emailSealed, emailVerified, username, displayName, locale: language, state } = account;
    const email = emailSealed && ((await this.vault.boxOf(id)).open(EMAIL_PLACE, emailSealed) ?? null);
    return { id, email, emailVerified, username, displayName, language, state };
  }

  /** The cached DTO of the account. The caller must check that its version is current. */
  cachedOwn(userId: UserId, roles: readonly string[]): Versioned<MeDto> | undefined {
    const box = this.vault.boxInMemory(userId);
    const last = box && this.cached.of(box);
    return last && haveSame(last.body.roles, roles) ? last : undefined;
  }

  /** Converts a list of accounts. */
  async forAdmins(accounts: readonly Account[]): Promise<MeDto[]> {
    const ids = accounts.map(({ id }) => id);
    const [boxes, roles] = await Promise.all([this.vault.boxesOf(ids), this.roles.rolesOfAll(ids)]);
    return accounts.map((account) => {
      const email = account.emailSealed && (boxes.get(account.id)?.open(EMAIL_PLACE, account.emailSealed) ?? null);
      return this.allFields(account, email, roles.get(account.id) ?? []);
    });
  }

  private openedDto(account: Account, box: Box, roles: readonly string[]): Versioned<MeDto> {
    const email = account.emailSealed && (box.open(EMAIL_PLACE, account.emailSealed) ?? null);
    const dto = new Versioned(this.allFields(account, email, roles), account.version);
    // A suspension that expires changes the state without a new version, so such accounts are not cached.
    if (account.suspendedUntil === null) this.transactions.remember(() => this.cached.keep(box, dto));
    return dto;
  }

  private allFields(account: Account, email: string | null, roles: readonly string[]): MeDto {
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
