import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { ChangeView, SeenChanges } from '../changes/change-view';
import type { Changes } from '../changes/changes';
import { isAppEvent } from '../definitions/app-event';
import type { EventEntry } from './event-log.repository';
import { CHANGES_PLACE, ORIGIN_PLACE, originOwnerOf } from './sealed-places';

export interface OpenedEntry extends SeenChanges {
  readonly entry: EventEntry;
  readonly facts: Record<string, unknown>;
  /** The details that an app sent with its own event. */
  readonly details: object | null;
  readonly origin: SeenOrigin;
}

const UNKNOWN: SeenOrigin = { device: null, place: null, network: null };

/** Opens the sealed values of entries whose keys still exist and that the reader is allowed to see. */
@Injectable()
export class EventReader {
  constructor(private readonly vault: Vault) {}

  async open(entries: readonly EventEntry[], view: ChangeView): Promise<OpenedEntry[]> {
    const owners = entries
      .flatMap(({ subjectId, actorKind, actorId }) => [subjectId, actorKind === 'user' ? (actorId as UserId) : null])
      .filter((id) => id !== null);
    const boxes = await this.vault.boxesOf(owners);
    return entries.map((entry) => ({
      entry,
      facts: factsOf(entry),
      ...withDetails(entry.type, view.of(entry.type, entry.subjectId, this.openChanges(entry, boxes))),
      origin: this.openOrigin(entry, boxes),
    }));
  }

  /** Returns no changes if the user has been erased. */
  private openChanges({ id, subjectId, changesSealed }: EventEntry, boxes: Map<UserId, Box>): Changes {
    if (!changesSealed) return {};
    const text =
      subjectId === null
        ? this.vault.openSystem(CHANGES_PLACE, id, changesSealed)
        : boxes.get(subjectId)?.open(CHANGES_PLACE, changesSealed);
    return text === undefined ? {} : (JSON.parse(text) as Changes);
  }

  private openOrigin(
    { id, subjectId, actorKind, actorId, originSealed }: EventEntry,
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

/** Readers see the API key that was used among the facts. */
function factsOf({ facts, keyId }: EventEntry): Record<string, unknown> {
  const stored = JSON.parse(facts) as Record<string, unknown>;
  return keyId === null ? stored : { ...stored, withKey: keyId };
}

/** Events of apps have no changes. Their data was sent as `details` and is returned as such. */
function withDetails(type: string, { changes, showsSealed }: SeenChanges) {
  if (!isAppEvent(type)) return { changes, showsSealed, details: null };
  const { details, ...others } = changes;
  const sent = details && ('hidden' in details ? details : (details.after as object));
  return { changes: others, showsSealed, details: sent ?? null };
}
