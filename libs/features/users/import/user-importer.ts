import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
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
import { EMPTY, patched, type Personal } from '../personal/personal-document.rule';
import type { ChangePersonalDto } from '../personal/personal.dto';
import { personalFaults } from '../personal/personal-fields.rule';
import { sealChanges } from '../personal/personal-seal';
import type { SealedFields } from '../personal/personal.repository';
import { UsersFieldErrors } from '../users.errors';
import { UserRegistered } from '../users.events';
import { creationTimeOf, isCreationTime } from './created-at.rule';
import { ImportedUserDto } from './imported-user.dto';
import { ImportedUserRepository, type ImportedAccount } from './imported-user.repository';

/** A valid account. Its address and username may still be taken. */
export interface CheckedUser {
  readonly email: EmailAddress;
  readonly username: string | null;
  readonly input: ImportedUserDto;
  readonly locale: string;
  readonly personal: Personal;
}

/** An account whose key exists and whose personal fields are sealed. */
export interface SealedUser {
  readonly account: ImportedAccount;
  readonly identity: string;
  readonly personal: SealedFields;
}

/** Imports accounts in batches and in steps, because users' keys are stored in another database than the accounts. */
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

  /** Validates a record like a registration. Throws a problem with all faults. */
  async check(record: object): Promise<CheckedUser> {
    const input = this.shape.transform(record, { type: 'body', metatype: ImportedUserDto }) as ImportedUserDto;
    if (input.createdAt !== undefined && !isCreationTime(input.createdAt, new Date())) {
      throw refusedField('/createdAt', UsersFieldErrors.bad_created_at);
    }
    const { email, username, locale } = parseProfile(input);
    if (!email) throw new Error('An imported user needs an email address.');
    return { email, username: username ?? null, input, locale: locale ?? 'en', personal: await this.personalOf(input) };
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

  /** Must run before the transaction. Creates the keys and seals the fields. */
  async seal(users: readonly CheckedUser[]): Promise<SealedUser[]> {
    const ids = users.map(() => newId<UserId>());
    await this.vault.createUserKeys(ids);
    const boxes = await this.vault.boxesOf(ids);
    return users.map(({ email, username, input, locale, personal }, at) => {
      const id = ids[at] as UserId;
      const box = boxes.get(id);
      if (!box) throw new Error('A key that was just created is missing.');
      const account: ImportedAccount = {
        id,
        username,
        displayName: input.displayName ?? null,
        bio: input.bio ?? null,
        locale,
        emailSealed: box.seal(EMAIL_PLACE, email.address),
        emailVerified: input.emailVerified ?? false,
        state: input.suspended ? 'suspended' : 'active',
        createdAt: creationTimeOf(input.createdAt, new Date()),
      };
      return { account, identity: email.identity, personal: sealChanges(box, EMPTY, personal) };
    });
  }

  /** Must run in the transaction. */
  async create({ account, identity, personal }: SealedUser): Promise<void> {
    await this.imported.addAccount(account);
    await this.emails.add(account.id, identity);
    if (Object.keys(personal).length > 0) await this.imported.addPersonal(account.id, personal);
    await this.events.publish(UserRegistered.of({ subject: account.id, facts: { by: 'import' } }));
  }

  /** Destroys the keys of users whose batch was rejected. */
  async abandon(users: readonly SealedUser[]): Promise<void> {
    for (const { account } of users) await this.vault.destroyUserKey(account.id);
  }

  private async personalOf({ personal }: ImportedUserDto): Promise<Personal> {
    if (!personal) return EMPTY;
    const faults = personalFaults(personal, new Date());
    const attributes = await this.attributesOf(personal.attributes);
    const all = [...faults, ...(attributes.faults ?? [])];
    if (attributes.faults || faults.length > 0) {
      throw refused(all.map((fault) => ({ ...fault, pointer: `/personal${fault.pointer}` })));
    }
    return patched(EMPTY, personal, { ...attributes.attributes });
  }

  private async attributesOf(input: ChangePersonalDto['attributes']): Promise<ChangedAttributes> {
    if (!input) return { attributes: {} };
    return changeAttributes(await this.attributes.current(), 'admin', {}, input);
  }
}
