import { Injectable } from '@nestjs/common';
import type { ChangeView, SeenChanges } from '@platform/events/change-view';
import type { Changes } from '@platform/events/domain-event';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import type { AuditEntry } from './audit-log.repository';
import { CHANGES_PLACE, ORIGIN_PLACE, originOwnerOf } from './audit-places';

export interface OpenedEntry extends SeenChanges {
  readonly entry: AuditEntry;
  readonly facts: Record<string, unknown>;
  /** The details that an app sent with its own event. */
  readonly details: object | null;
  readonly origin: SeenOrigin;
}

/** The prefix of the event types that apps record. */
const APP_EVENT_PREFIX = 'app.';
const UNKNOWN: SeenOrigin = { device: null, place: null, network: null };

/** Opens the sealed values of entries whose keys still exist and that the reader is allowed to see. */
@Injectable()
export class AuditReader {
  constructor(private readonly vault: Vault) {}

  async open(entries: readonly AuditEntry[], view: ChangeView): Promise<OpenedEntry[]> {
    const owners = entries
      .flatMap(({ subjectId, actorKind, actorId }) => [subjectId, actorKind === 'user' ? (actorId as UserId) : null])
      .filter((id) => id !== null);
    const boxes = await this.vault.boxesOf(owners);
    return entries.map((entry) => ({
      entry,
      facts: JSON.parse(entry.facts) as Record<string, unknown>,
      ...withDetails(entry.action, view.of(entry.action, entry.subjectId, this.openChanges(entry, boxes))),
      origin: this.openOrigin(entry, boxes),
    }));
  }

  /** Returns no changes if the user has been erased. */
  private openChanges({ id, subjectId, changesSealed }: AuditEntry, boxes: Map<UserId, Box>): Changes {
    if (!changesSealed) return {};
    const text =
      subjectId === null
        ? this.vault.openSystem(CHANGES_PLACE, id, changesSealed)
        : boxes.get(subjectId)?.open(CHANGES_PLACE, changesSealed);
    return text === undefined ? {} : (JSON.parse(text) as Changes);
  }

  private openOrigin(
    { id, subjectId, actorKind, actorId, originSealed }: AuditEntry,
    boxes: Map<UserId, Box>,
  ): SeenOrigin {
    if (!originSealed) return UNKNOWN;
    const owner = originOwnerOf(actorKind, actorId, subjectId);
    const text =
      owner === null
        ? this.vault.openSystem(ORIGIN_PLACE, id, originSealed)
        : boxes.get(owner)?.open(ORIGIN_PLACE, originSealed);
    return text === undefined ? UNKNOWN : (JSON.parse(text) as SeenOrigin);
  }
}

/** Events of apps have no changes. Their data was sent as `details` and is returned as such. */
function withDetails(action: string, { changes, showsSealed }: SeenChanges) {
  if (!action.startsWith(APP_EVENT_PREFIX)) return { changes, showsSealed, details: null };
  const { details, ...others } = changes;
  const sent = details && ('hidden' in details ? details : (details.after as object));
  return { changes: others, showsSealed, details: sent ?? null };
}
