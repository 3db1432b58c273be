import type { OpenedEntry } from '@platform/event-log/entries/event-reader';

/** One line of the stream. Receivers rely on its fields, which docs/siem.md describes. */
export interface SiemLine {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly onBehalfOf: string | null;
  readonly subjectId: string | null;
  readonly otherSubjects: readonly string[];
  readonly requestId: string | null;
  readonly place: string | null;
  readonly device: string | null;
  readonly network: string | null;
  readonly facts: object;
  readonly changes: object;
  readonly details: object | null;
}

/** The network is personal, unlike the country and the device. */
export function siemLineOf(opened: OpenedEntry, position: number, showsNetwork: boolean): SiemLine {
  const { entry, facts, changes, details, origin } = opened;
  return {
    position,
    id: entry.id,
    type: entry.type,
    version: entry.version,
    at: entry.at.toISOString(),
    actorKind: entry.actorKind,
    actorId: entry.actorId,
    onBehalfOf: entry.onBehalfOf,
    subjectId: entry.subjectId,
    otherSubjects: entry.otherSubjects ?? [],
    requestId: entry.requestId,
    place: origin.place,
    device: origin.device,
    network: showsNetwork ? origin.network : null,
    facts,
    changes,
    details,
  };
}
