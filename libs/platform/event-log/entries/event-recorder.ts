import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { isId, type ApiKeyId, type UserId } from '@platform/ids/ids';
import { Origins } from '@platform/origin/seen-origin';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { Changes } from '../changes/changes';
import type { DomainEvent } from '../definitions/domain-event';
import type { ActorKind } from './event.entity';
import { EventLogRepository } from './event-log.repository';
import { FORMAT, leafHashOf } from './leaf.rule';
import { CHANGES_PLACE, ORIGIN_PLACE, originOwnerOf } from './sealed-places';

/** Appends an event to the log in the transaction of the change, with its actor and origin. */
@Injectable()
export class EventRecorder {
  private readonly lastOrigins = new WeakMap<Box, { readonly text: string; readonly sealed: Buffer }>();

  constructor(
    private readonly log: EventLogRepository,
    private readonly vault: Vault,
    private readonly origins: Origins,
  ) {}

  async record({ id, at, type, version, subject, otherSubjects, facts, changes }: DomainEvent): Promise<void> {
    const actor = currentActor();
    const requestId = currentWork()?.id;
    const entry = {
      id,
      at,
      type,
      version,
      actorKind: actor.kind,
      actorId: actor.id,
      keyId: actor.keyId ?? null,
      onBehalfOf: null,
      subjectId: subject,
      otherSubjects: otherSubjects.length === 0 ? null : otherSubjects,
      requestId: isId(requestId) ? requestId : null,
      facts: JSON.stringify(facts),
      changesSealed: await this.sealChanges(id, subject, changes),
      originSealed: await this.sealOrigin(id, originOwnerOf(actor.kind, actor.id, subject)),
      format: FORMAT,
    };
    await this.log.append({ ...entry, leafHash: leafHashOf(entry) });
  }

  /** Seals the changes with the key of the user concerned. */
  private async sealChanges(id: string, subject: UserId | null, changes: Changes): Promise<Buffer | null> {
    if (Object.keys(changes).length === 0) return null;
    const text = JSON.stringify(changes);
    if (subject === null) return this.vault.sealSystem(CHANGES_PLACE, id, text);
    const box = await this.vault.boxOf(subject);
    // Without a key the user has been erased; the change is still recorded.
    return box.destroyed ? null : box.seal(CHANGES_PLACE, text);
  }

  private async sealOrigin(id: string, owner: UserId | null): Promise<Buffer | null> {
    if (!currentWork()?.origin) return null;
    const text = JSON.stringify(this.origins.seen());
    if (owner === null) return this.vault.sealSystem(ORIGIN_PLACE, id, text);
    const box = await this.vault.boxOf(owner);
    return box.destroyed ? null : this.sealOnce(box, text);
  }

  /**
   * Reuses the sealed text if a user has the same origin as last time. Nothing new is encrypted, so no nonce is used
   * twice. The table then reveals only that the origin is the same.
   */
  private sealOnce(box: Box, text: string): Buffer {
    const last = this.lastOrigins.get(box);
    if (last?.text === text) return last.sealed;
    const sealed = box.seal(ORIGIN_PLACE, text);
    this.lastOrigins.set(box, { text, sealed });
    return sealed;
  }
}

interface CurrentActor {
  readonly kind: ActorKind;
  readonly id: UserId | ApiKeyId | null;
  /** The API key with which the user acted. */
  readonly keyId?: ApiKeyId | undefined;
}

function currentActor(): CurrentActor {
  const work = currentWork();
  const principal = work?.principal;
  if (principal?.kind === 'user') return { kind: 'user', id: principal.userId, keyId: principal.key?.id };
  if (principal?.kind === 'app') return { kind: 'app', id: principal.keyId };
  if (work?.provenUserId) return { kind: 'user', id: work.provenUserId };
  // Outside a request, the actor is the system, for example a job or a command.
  return { kind: work?.origin ? 'unknown' : 'system', id: null };
}
