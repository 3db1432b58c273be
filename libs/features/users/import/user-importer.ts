import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { ShapePipe } from '@platform/http/fields/shape.pipe';
import type { EmailAddress } from '@platform/email/email-address.rule';
import { newId, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { EMAIL_PLACE } from '../account/account-view';
import { EmailIndexRepository } from '../account/email-index.repository';
import { parseProfile } from '../account/profile-fields.rule';
import { AttributeSchemaCache } from '../attributes/attribute-schema-cache';
import { changeAttributes, type ChangedAttributes } from '../attributes/attribute-change.rule';
import { NOTHING, patched, type Personal } from '../personal/personal-document.rule';
import type { ChangePersonalDto } from '../personal/personal.dto';
import { personalFaults } from '../personal/personal-fields.rule';
import { sealChanges } from '../personal/personal-seal';
import type { SealedFields } from '../personal/personal.repository';
import { UsersFieldErrors } from '../users.errors';
import { UserRegistered } from '../users.events';
import { beginningOf, isBeginning } from './created-at.rule';
import { ImportedUserDto } from './imported-user.dto';
import { ImportedUserRepository, type ImportedAccount } from './imported-user.repository';

/** A valid account to import, unless its address or username is taken. */
export interface CheckedUser {
  readonly email: EmailAddress;
  readonly username: string | null;
  readonly given: ImportedUserDto;
  readonly locale: string;
  readonly personal: Personal;
}

/** Sealed, under a key that exists. */
export interface SealedUser {
  readonly account: ImportedAccount;
  readonly identity: string;
  readonly personal: SealedFields;
}

/** Takes accounts in by the hundred. In steps, because users' keys live in another database than their accounts. */
@Injectable()
export class UserImporter {
  private readonly shape = new ShapePipe();

  constructor(
    private readonly vault: Vault,
    private readonly imported: ImportedUserRepository,
    private readonly emails: EmailIndexRepository,
    private readonly attributes: AttributeSchemaCache,
    private readonly events: Events,
  ) {}

  /** Refuses what could not be registered here either, with every fault named. */
  async check(record: object): Promise<CheckedUser> {
    const given = this.shape.transform(record, { type: 'body', metatype: ImportedUserDto }) as ImportedUserDto;
    if (given.createdAt !== undefined && !isBeginning(given.createdAt, new Date())) {
      throw refusedField('/createdAt', UsersFieldErrors.bad_created_at);
    }
    const { email, username, locale } = parseProfile(given);
    if (!email) throw new Error('An imported user needs an email address.');
    return { email, username: username ?? null, given, locale: locale ?? 'en', personal: await this.personalOf(given) };
  }

  /** The email addresses and usernames that are already taken. */
  async taken(users: readonly CheckedUser[]): Promise<{ emails: ReadonlySet<string>; usernames: ReadonlySet<string> }> {
    const identities = users.map(({ email }) => email.identity);
    const found = await Promise.all(identities.map((identity) => this.emails.find(identity)));
    return {
      emails: new Set(identities.filter((_, at) => found[at] !== undefined)),
      usernames: await this.imported.takenUsernames(users.flatMap(({ username }) => username ?? [])),
    };
  }

  /** Before the transaction: makes their keys, and seals. */
  async seal(users: readonly CheckedUser[]): Promise<SealedUser[]> {
    const ids = users.map(() => newId<UserId>());
    await this.vault.createUserKeys(ids);
    const boxes = await this.vault.boxesOf(ids);
    return users.map(({ email, username, given, locale, personal }, at) => {
      const id = ids[at] as UserId;
      const box = boxes.get(id);
      if (!box) throw new Error('A key that was just created is missing.');
      const account: ImportedAccount = {
        id,
        username,
        displayName: given.displayName ?? null,
        bio: given.bio ?? null,
        locale,
        emailSealed: box.seal(EMAIL_PLACE, email.address),
        emailVerified: given.emailVerified ?? false,
        state: given.suspended ? 'suspended' : 'active',
        createdAt: beginningOf(given.createdAt, new Date()),
      };
      return { account, identity: email.identity, personal: sealChanges(box, NOTHING, personal) };
    });
  }

  /** In the transaction. */
  async create({ account, identity, personal }: SealedUser): Promise<void> {
    await this.imported.addAccount(account);
    await this.emails.add(account.id, identity);
    if (Object.keys(personal).length > 0) await this.imported.addPersonal(account.id, personal);
    await this.events.publish(UserRegistered.of({ subject: account.id, facts: { by: 'import' } }));
  }

  /** Destroys the keys of users who were refused after all. */
  async abandon(users: readonly SealedUser[]): Promise<void> {
    for (const { account } of users) await this.vault.destroyUserKey(account.id);
  }

  private async personalOf({ personal }: ImportedUserDto): Promise<Personal> {
    if (!personal) return NOTHING;
    const faults = personalFaults(personal, new Date());
    const attributes = await this.attributesOf(personal.attributes);
    const all = [...faults, ...(attributes.faults ?? [])];
    if (attributes.faults || faults.length > 0) {
      throw refused(all.map((fault) => ({ ...fault, pointer: `/personal${fault.pointer}` })));
    }
    return patched(NOTHING, personal, { ...attributes.attributes });
  }

  private async attributesOf(given: ChangePersonalDto['attributes']): Promise<ChangedAttributes> {
    if (!given) return { attributes: {} };
    return changeAttributes(await this.attributes.current(), 'admin', {}, given);
  }
}
