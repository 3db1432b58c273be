import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import { userIdOf, type Caller } from '@platform/access/principal';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { AccountView } from '../account/account-view';
import type { Account } from '../account/account.repository';
import { maskEmail } from '../account/mask-email.rule';
import type { MeDto } from '../account/me.dto';
import { REASON_PLACE, SuspensionRepository } from '../account/suspension.repository';
import { READ_PERSONAL } from '../users.permissions';
import type { AdminUserDto, SuspensionDto } from './admin-users.dto';

/** Builds account DTOs for administrators and apps. Unmasked addresses require `personal.read` and are recorded. */
@Injectable()
export class AdminView {
  constructor(
    private readonly view: AccountView,
    private readonly suspensions: SuspensionRepository,
    private readonly vault: Vault,
    private readonly reads: PersonalReads,
  ) {}

  async of(by: Caller, accounts: readonly Account[]): Promise<AdminUserDto[]> {
    const [dtos, suspensions] = await Promise.all([this.view.forAdmins(accounts), this.suspensionsOf(accounts)]);
    const users = await this.withEmailsFor(by, dtos);
    return users.map((user, index) => ({
      ...user,
      suspension: suspensions.get(user.id) ?? null,
      lastActiveOn: accounts[index]?.lastActiveOn ?? null,
    }));
  }

  private async withEmailsFor(by: Caller, users: readonly MeDto[]): Promise<readonly MeDto[]> {
    if (by.permissions.has(READ_PERSONAL)) {
      const read = users.filter(({ email }) => email !== null).map(({ id }) => id as UserId);
      await this.reads.record(by, read);
      return users;
    }
    return users.map((user) =>
      user.email === null || user.id === userIdOf(by) ? user : { ...user, email: maskEmail(user.email) },
    );
  }

  private async suspensionsOf(accounts: readonly Account[]): Promise<Map<string, SuspensionDto>> {
    const suspended = accounts.filter(({ state }) => state === 'suspended');
    const ids = suspended.map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const [stored, boxes] = await Promise.all([this.suspensions.ofAll(ids), this.vault.boxesOf(ids)]);
    const entries = suspended.map(({ id, suspendedUntil }) => {
      // Imported accounts, and those suspended by an older version, have no stored reason.
      const found = stored.get(id);
      const suspension = {
        reason: (found && boxes.get(id)?.open(REASON_PLACE, found.reasonSealed)) ?? null,
        by: found?.suspendedBy ?? null,
        at: found?.suspendedAt.toISOString() ?? null,
        until: suspendedUntil?.toISOString() ?? null,
      };
      return [id, suspension] as const;
    });
    return new Map(entries);
  }
}
