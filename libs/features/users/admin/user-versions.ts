import { Injectable, type OnModuleInit } from '@nestjs/common';
import { restoringPatch } from '@platform/event-log/versions/restoring-patch.rule';
import {
  VersionedRecords,
  type RecordChange,
  type RecordField,
  type RecordValues,
} from '@platform/event-log/versions/versioned-records';
import { ShapePipe } from '@platform/http/fields/shape.pipe';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { PROFILE_FIELDS } from '../account/account.service';
import { AccountRepository } from '../account/account.repository';
import { AccountView } from '../account/account-view';
import { ChangePersonalDto } from '../personal/personal.dto';
import { PERSONAL_FIELDS, type Personal } from '../personal/personal-document.rule';
import { openPersonal } from '../personal/personal-seal';
import { PersonalRepository } from '../personal/personal.repository';
import { EmailChanged, EmailVerified, PersonalDataChanged, ProfileChanged } from '../users.events';
import { WRITE_PERSONAL, WRITE_USERS } from '../users.permissions';
import { AdminPersonalService } from './admin-personal.service';
import { AdminUsersService } from './admin-users.service';
import { ChangeUserDto } from './admin-users.dto';

const PROFILE = 'profile';
const EMAIL = 'email';
const PERSONAL = 'personal';
const ATTRIBUTES = 'attributes';
const ATTRIBUTE_PREFIX = `${ATTRIBUTES}.`;
const OWN_FIELDS = PERSONAL_FIELDS.filter((field) => field !== ATTRIBUTES);

/** The earlier versions of accounts: profile, email address, personal information and custom attributes. */
@Injectable()
export class UserVersions implements OnModuleInit {
  private readonly shape = new ShapePipe();

  constructor(
    private readonly records: VersionedRecords,
    private readonly accounts: AccountRepository,
    private readonly view: AccountView,
    private readonly personal: PersonalRepository,
    private readonly vault: Vault,
    private readonly adminUsers: AdminUsersService,
    private readonly adminPersonal: AdminPersonalService,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.records.define({
      records: [PROFILE],
      events: [ProfileChanged],
      fieldOf: (changed) => fieldIn(PROFILE, PROFILE_FIELDS, changed),
      current: async (userId) => {
        const account = await this.accounts.byId(userId);
        return account && valuesOf(PROFILE_FIELDS, account);
      },
      route: { permission: WRITE_USERS, change: (change) => this.changeProfile(change) },
    });
    this.records.define({
      records: [EMAIL],
      events: [EmailChanged, EmailVerified],
      fieldOf: (changed) => fieldIn(EMAIL, ['email', 'emailVerified'], changed),
      current: async (userId) => {
        const account = await this.accounts.byId(userId);
        return account && valuesOf(['email', 'emailVerified'], await this.view.contact(account));
      },
    });
    this.records.define({
      records: [PERSONAL, ATTRIBUTES],
      events: [PersonalDataChanged],
      fieldOf: (changed) =>
        changed.startsWith(ATTRIBUTE_PREFIX)
          ? { record: ATTRIBUTES, field: changed.slice(ATTRIBUTE_PREFIX.length) }
          : fieldIn(PERSONAL, OWN_FIELDS, changed),
      current: async (userId) => {
        if (!(await this.accounts.byId(userId))) return undefined;
        const { attributes, ...fields } = await this.storedPersonal(userId);
        const named = Object.entries(attributes).map(([name, value]) => [`${ATTRIBUTE_PREFIX}${name}`, value]);
        return { ...fields, ...Object.fromEntries(named) };
      },
      route: { permission: WRITE_PERSONAL, change: (change) => this.changePersonal(change) },
    });
  }

  private async changeProfile({ by, userId, values, expected }: RecordChange): Promise<readonly string[]> {
    return this.transactions.run(async () => {
      const account = await this.accounts.lock(userId);
      const patch = account ? restoringPatch(valuesOf(PROFILE_FIELDS, account), values) : {};
      await this.adminUsers.write(by, userId, this.checked(ChangeUserDto, patch), expected);
      return Object.keys(patch);
    });
  }

  private async changePersonal({ by, userId, record, values, expected }: RecordChange): Promise<readonly string[]> {
    return this.transactions.run(async () => {
      // The lock serialises this with all other changes of the document.
      await this.accounts.lock(userId);
      const stored = await this.storedPersonal(userId);
      const before = record === ATTRIBUTES ? stored.attributes : { ...stored };
      const patch = restoringPatch(before, values);
      const body = record === ATTRIBUTES ? { attributes: patch } : patch;
      await this.adminPersonal.write(by, userId, this.checked(ChangePersonalDto, body), expected);
      return Object.keys(patch);
    });
  }

  private async storedPersonal(userId: UserId): Promise<Personal> {
    const [box, { sealed }] = await Promise.all([this.vault.boxOf(userId), this.personal.find(userId)]);
    return openPersonal(box, sealed);
  }

  /** Old values must meet the rules of today, like those in a request. */
  private checked<T extends object>(shape: new () => T, patch: object): T {
    return this.shape.transform(patch, { type: 'body', metatype: shape }) as T;
  }
}

function fieldIn(record: string, fields: readonly string[], changed: string): RecordField | undefined {
  return fields.includes(changed) ? { record, field: changed } : undefined;
}

function valuesOf<K extends string>(fields: readonly K[], from: { readonly [F in K]: unknown }): RecordValues {
  return Object.fromEntries(fields.map((field) => [field, from[field]]));
}
