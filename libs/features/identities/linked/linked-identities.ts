import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { newId, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { type CredentialKind, SignInCredentials } from '@features/auth';
import { IdentityUnlinked, type IdentityEvent } from '../identities.events';
import { IdentityProviders } from '../providers/identity-providers';
import type { ProvenIdentity } from '../providers/proven-identity.rule';
import { IdentityRepository } from './identity.repository';
import type { IdentityId } from './identity-id';

export const SUBJECT_PLACE = { table: 'identities_identity', column: 'subject_sealed' };
export const EMAIL_PLACE = { table: 'identities_identity', column: 'email_sealed' };
const PAGE = 100;

/** The identities at sign-in providers that are linked to accounts. */
@Injectable()
export class LinkedIdentities implements CredentialKind {
  readonly name = 'identity';

  constructor(
    signInCredentials: SignInCredentials,
    private readonly identities: IdentityRepository,
    private readonly providers: IdentityProviders,
    private readonly vault: Vault,
    private readonly events: Events,
  ) {
    signInCredentials.register(this);
  }

  /** Identities of providers that are no longer configured cannot be used to sign in, so they are not counted. */
  async countMethods(userId: UserId): Promise<number> {
    return this.identities.count(userId, this.providers.names);
  }

  async removeAllFor(userId: UserId): Promise<void> {
    for (;;) {
      const page = await this.identities.list(userId, undefined, PAGE);
      for (const { id, provider } of page) await this.remove(id, userId, provider);
      if (page.length < PAGE) return;
    }
  }

  async find({ provider, subject }: ProvenIdentity): Promise<{ id: IdentityId; userId: UserId } | undefined> {
    return this.identities.find(provider, hashOf(subject));
  }

  /** Must run in a transaction. Fails if another account already has the identity. */
  async add(userId: UserId, { provider, subject, email }: ProvenIdentity, event: IdentityEvent): Promise<IdentityId> {
    const id = newId<IdentityId>();
    const box = await this.vault.boxOf(userId);
    await this.identities.insert({
      id,
      userId,
      provider,
      subjectHash: hashOf(subject),
      subjectSealed: box.seal(SUBJECT_PLACE, subject),
      emailSealed: email === null ? null : box.seal(EMAIL_PLACE, email),
    });
    await this.events.publish(event.of({ subject: userId, facts: { identityId: id, provider } }));
    return id;
  }

  /** Must run in the transaction of the sign-in. Also stores the current address at the provider, for display only. */
  async recordUse({ id, userId }: { id: IdentityId; userId: UserId }, { email }: ProvenIdentity): Promise<void> {
    const box = await this.vault.boxOf(userId);
    await this.identities.recordUse(id, email === null ? null : box.seal(EMAIL_PLACE, email));
  }

  /** Must run in a transaction. */
  async remove(id: IdentityId, userId: UserId, provider: string): Promise<void> {
    if (await this.identities.remove(id, userId))
      await this.events.publish(IdentityUnlinked.of({ subject: userId, facts: { identityId: id, provider } }));
  }
}

/** Subjects are long and random or public, so an unkeyed hash is sufficient. */
function hashOf(subject: string): Buffer {
  return createHash('sha256').update(subject).digest();
}
