import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { refused } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';
import type { Actor } from '@platform/access/field-access.rule';
import { AttributeSchemaCache } from '../attributes/attribute-schema-cache';
import { changeAttributes } from '../attributes/attribute-change.rule';
import type { AttributeRules } from '../attributes/attribute-rules';
import { PersonalDataChanged } from '../users.events';
import {
  changedFields,
  namesOfChanges,
  patched,
  personalChanges,
  visibleTo,
  type Personal,
} from './personal-document.rule';
import { openPersonal, sealChanges } from './personal-seal';
import type { ChangePersonalDto, PersonalDto } from './personal.dto';
import { PersonalRepository } from './personal.repository';

@Injectable()
export class PersonalService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly personal: PersonalRepository,
    private readonly attributes: AttributeSchemaCache,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async read(actor: Actor, userId: UserId): Promise<Versioned<PersonalDto>> {
    if (!(await this.accounts.byId(userId))) throw RequestProblems.not_found();
    const [rules, box] = await Promise.all([this.attributes.current(), this.vault.boxOf(userId)]);
    const { sealed, version } = await this.personal.find(userId);
    return new Versioned(visibleTo(actor, openPersonal(box, sealed), rules.access), versionOf(version, rules));
  }

  async change(
    actor: Actor,
    userId: UserId,
    patch: ChangePersonalDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PersonalDto>> {
    const [rules, box] = await Promise.all([this.attributes.current(), this.vault.boxOf(userId)]);
    await this.transactions.run(() => this.changeInTransaction({ actor, userId, patch, expected, rules, box }));
    return this.read(actor, userId);
  }

  private async changeInTransaction({ actor, userId, patch, expected, rules, box }: Change): Promise<void> {
    // The document may not exist yet, so the lock version of the account serialises its changes.
    if (!(await this.accounts.raiseLockVersion(userId))) throw RequestProblems.not_found();
    const { sealed, version } = await this.personal.find(userId);
    expected?.refuseOther(versionOf(version, rules));
    const before = openPersonal(box, sealed);
    const after = patched(before, patch, attributesAfter(rules, actor, before, patch));
    if (changedFields(before, after).length === 0) return;
    await this.personal.write(userId, sealChanges(box, before, after));
    const facts = { fields: namesOfChanges(before, after, rules.access) };
    await this.events.publish(
      PersonalDataChanged.of({ subject: userId, facts, changes: personalChanges(before, after) }),
    );
  }
}

interface Change {
  readonly actor: Actor;
  readonly userId: UserId;
  readonly patch: ChangePersonalDto;
  readonly expected: ExpectedVersion | undefined;
  readonly rules: AttributeRules;
  readonly box: Box;
}

/** The schema determines the visible attributes, so a new schema is a new version of the document. */
function versionOf(version: number, rules: AttributeRules): string {
  return `${version}.${rules.version}`;
}

function attributesAfter(
  rules: AttributeRules,
  actor: Actor,
  before: Personal,
  { attributes }: ChangePersonalDto,
): Personal['attributes'] {
  if (attributes === undefined) return before.attributes;
  const changed = changeAttributes(rules, actor, before.attributes, attributes);
  if (changed.faults) throw refused(changed.faults);
  return { ...changed.attributes };
}
