import { Injectable, type OnModuleInit } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import type { Changes, DomainEvent } from '@platform/events/domain-event';
import { Events } from '@platform/events/events';
import { Origins } from '@platform/origin/seen-origin';
import { isId, type UserId, type ApiKeyId } from '@platform/ids/ids';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { ActorKind } from './audit-entry.entity';
import { AuditLogRepository } from './audit-log.repository';
import { CHANGES_PLACE, ORIGIN_PLACE, originOwnerOf } from './audit-places';
import { FORMAT, leafHashOf } from './leaf.rule';

/** Writes every event into the log in its own transaction, so that no change is committed without its audit entry. */
@Injectable()
export class AuditRecorder implements OnModuleInit {
  private readonly lastOrigins = new WeakMap<Box, { readonly text: string; readonly sealed: Buffer }>();

  constructor(
    private readonly log: AuditLogRepository,
    private readonly vault: Vault,
    private readonly origins: Origins,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction((event) => this.record(event));
  }

  async record({ id, at, type, subject, facts, changes }: DomainEvent): Promise<void> {
    const actor = currentActor();
    const requestId = currentWork()?.id;
    const entry = {
      id,
      at,
      action: type,
      actorKind: actor.kind,
      actorId: actor.id,
      onBehalfOf: null,
      subjectId: subject,
      requestId: isId(requestId) ? requestId : null,
      facts: JSON.stringify(actor.withKey === undefined ? facts : { ...facts, withKey: actor.withKey }),
      changesSealed: await this.sealChanges(id, subject, changes),
      originSealed: await this.sealOrigin(id, originOwnerOf(actor.kind, actor.id, subject)),
      format: FORMAT,
    };
    await this.log.add({ ...entry, leafHash: leafHashOf(entry) });
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
  readonly withKey?: string | undefined;
}

function currentActor(): CurrentActor {
  const work = currentWork();
  const principal = work?.principal;
  if (principal?.kind === 'user') return { kind: 'user', id: principal.userId, withKey: principal.key?.id };
  if (principal?.kind === 'app') return { kind: 'app', id: principal.keyId };
  if (work?.provenUserId) return { kind: 'user', id: work.provenUserId };
  // Outside a request, the actor is the system, for example a job or a command.
  return { kind: work?.origin ? 'unknown' : 'system', id: null };
}
