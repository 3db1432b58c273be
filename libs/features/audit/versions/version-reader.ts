import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { eventOfType } from '@platform/event-log/definitions/define-event';
import {
  EventLogRepository,
  type EventEntry,
  type EventFilter,
} from '@platform/event-log/entries/event-log.repository';
import { EventReader, type OpenedEntry } from '@platform/event-log/entries/event-reader';
import { EventRetention } from '@platform/event-log/retention/event-retention';
import {
  VersionedRecords,
  type RecordValues,
  type VersionedRecord,
} from '@platform/event-log/versions/versioned-records';
import { refusedField } from '@platform/http/fields/refusals';
import type { UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { AuditFieldErrors } from '../audit.errors';
import { fieldsBefore, isKnown, linkedTo, type EarlierFields, type VersionChange } from './earlier-fields.rule';
import type { VersionReason } from './versions.dto';

/** The maximum number of changes that are undone. */
const MAX_CHANGES = 10_000;
const PAGE = 500;
/** A change between two reads looks like a gap in the log, so the records are read again. */
const ATTEMPTS = 20;
/** `users.registered` is among the first events of a user. */
const FIRST_EVENTS = 20;
const REGISTERED = 'users.registered';

/** A record of a user at a time, with all values. */
export interface Version {
  readonly record: string;
  /** Why there are no values; null if there are. */
  readonly reason: VersionReason | null;
  readonly fields: EarlierFields;
  readonly changesSince: number | null;
  /** The event that changed the record last; null if there is none since the account was created. */
  readonly lastChange: EventEntry | UnknownChange | null;
}

interface UnknownChange {
  readonly unknown: 'past_retention' | 'too_many_changes';
}

interface Change extends VersionChange {
  readonly record: string;
  readonly kind: VersionedRecord;
  readonly entry: EventEntry;
}

/** What is known of a record while its changes are read. */
interface Draft {
  readonly kind: VersionedRecord;
  fields: EarlierFields;
  changesSince: number;
  lastChange: EventEntry | null;
}

type Drafts = Map<string, Draft>;

interface Request {
  readonly userId: UserId;
  readonly at: Date;
  readonly kinds: readonly VersionedRecord[];
  /** The only record that is wanted. */
  readonly only: string | undefined;
}

/** Works out from the event log what the records of a user contained at a time. */
@Injectable()
export class VersionReader {
  constructor(
    private readonly records: VersionedRecords,
    private readonly log: EventLogRepository,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
    private readonly retention: EventRetention,
    private readonly vault: Vault,
  ) {}

  async at(userId: UserId, at: Date, only?: string): Promise<Version[]> {
    const kinds = only === undefined ? this.records.all() : [this.kindOf(only)];
    for (let attempt = 1; ; attempt++) {
      // Read before the events, so that a change that is missing here is among them.
      const current = await Promise.all(kinds.map((kind) => kind.current(userId)));
      const reason = await this.reasonForAll(userId, at, !current.includes(undefined));
      if (reason) return kinds.flatMap((kind) => namesOf(kind, only)).map((record) => withoutValues(record, reason));
      const drafts: Drafts = new Map(kinds.flatMap((kind, index) => draftsOf(kind, current[index] ?? {}, only)));
      const versions = await this.undone({ userId, at, kinds, only }, drafts);
      if (attempt === ATTEMPTS || !versions.some(({ fields }) => isIncomplete(fields))) return versions;
    }
  }

  kindOf(record: string): VersionedRecord {
    const kind = this.records.named(record);
    if (!kind) throw refusedField('/record', AuditFieldErrors.unknown_record);
    return kind;
  }

  private async reasonForAll(userId: UserId, at: Date, exists: boolean): Promise<VersionReason | null> {
    const first = await this.log.find({ subjectId: userId, order: 'oldest' }, undefined, FIRST_EVENTS);
    if (!exists && first.length === 0) throw RequestProblems.not_found();
    if (!exists) return 'account_erased';
    if ((await this.vault.boxOf(userId)).destroyed) return 'key_destroyed';
    // The key is created just before the account. It tells the time if the event was removed.
    const since = first.find(({ type }) => type === REGISTERED)?.at ?? (await this.vault.userKeyCreatedAt(userId));
    return since && at < since ? 'account_not_created' : null;
  }

  private async undone(request: Request, drafts: Drafts): Promise<Version[]> {
    const { kinds, at } = request;
    const after = new Date(at.getTime() + 1);
    await this.undoChanges(request, after, drafts);
    const isComplete = await this.findLastChanges(request, after, drafts);
    // Read after the events, which may be removed meanwhile.
    const since = await this.retention.completeSince(typesOf(kinds));
    return [...drafts].map(([record, draft]) => {
      const completeSince = Math.max(0, ...typesOf([draft.kind]).map((type) => since.get(type)?.getTime() ?? 0));
      if (completeSince > after.getTime()) return withoutValues(record, 'past_retention');
      return versionOf(record, draft, unseenChange(isComplete, completeSince));
    });
  }

  private async undoChanges(request: Request, after: Date, drafts: Drafts): Promise<void> {
    for await (const { changes, read } of this.pages(request, { since: after })) {
      if (read > MAX_CHANGES) throw refusedField('/at', AuditFieldErrors.too_many_changes, { max: MAX_CHANGES });
      for (const [record, ofRecord] of changes) {
        const draft = drafts.get(record) ?? (ofRecord[0] && draftOf(ofRecord[0].kind));
        if (!draft) continue;
        draft.fields = fieldsBefore(draft.fields, ofRecord);
        draft.changesSince += ofRecord.length;
        drafts.set(record, draft);
      }
    }
  }

  /** Returns false if too many changes were read before the last one of each record was found. */
  private async findLastChanges(request: Request, until: Date, drafts: Drafts): Promise<boolean> {
    for await (const { changes, read } of this.pages(request, { until })) {
      for (const [record, ofRecord] of changes) {
        const draft = drafts.get(record);
        if (!draft) continue;
        draft.lastChange ??= ofRecord[0]?.entry ?? null;
        if (read <= PAGE) draft.fields = linkedTo(draft.fields, ofRecord);
      }
      if ([...drafts.values()].every(({ lastChange }) => lastChange)) return true;
      if (read >= MAX_CHANGES) return false;
    }
    return true;
  }

  /** The changes, newest first, by record. */
  private async *pages({ userId, kinds, only }: Request, range: Pick<EventFilter, 'since' | 'until'>) {
    const filter = { subjectId: userId, types: typesOf(kinds), ...range };
    const view = this.access.whole(userId);
    let read = 0;
    for (let after: string | undefined; ;) {
      const page = await this.log.find(filter, after, PAGE);
      const opened = await this.reader.open(page, view);
      // Numbers have the order of the changes of a record, also if the clocks of nodes differ.
      opened.sort((one, other) => other.entry.seq - one.entry.seq);
      const changes = opened.flatMap((entry) => changesOf(entry, kinds)).filter(isOf(only));
      read += page.length;
      yield { changes: Map.groupBy(changes, ({ record }) => record), read };
      if (page.length < PAGE) return;
      after = page[PAGE - 1]?.id;
    }
  }
}

function isOf(only: string | undefined) {
  return ({ record }: { readonly record: string }) => only === undefined || record === only;
}

function typesOf(kinds: readonly VersionedRecord[]): string[] {
  return kinds.flatMap(({ events }) => events.map(({ type }) => type));
}

function changesOf({ entry, changes, facts }: OpenedEntry, kinds: readonly VersionedRecord[]): Change[] {
  const { type, version } = entry;
  const kind = kinds.find(({ events }) => events.some((event) => event.type === type));
  if (!kind) return [];
  const fields = Object.entries(changes).flatMap(([changed, change]) => {
    const found = kind.fieldOf(changed, facts);
    // The view hides the changes of other users, who have this one among their other subjects.
    return found && !('hidden' in change) ? [{ ...found, changed, ...change }] : [];
  });
  const isLater = version > (eventOfType(type)?.version ?? 0);
  const ofRecords = Map.groupBy(fields, ({ record }) => record);
  return [...ofRecords].map(([record, ofRecord]) => ({ record, kind, entry, type, fields: ofRecord, isLater }));
}

function draftOf(kind: VersionedRecord): Draft {
  return { kind, fields: new Map(), changesSince: 0, lastChange: null };
}

/** The current state of each record, which is the state at the time if nothing has changed since. */
function draftsOf(kind: VersionedRecord, current: RecordValues, only: string | undefined): [string, Draft][] {
  const type = kind.events[0]?.type ?? '';
  const fields = Object.entries(current).flatMap(([changed, value]) => {
    const found = kind.fieldOf(changed, {});
    return found ? [{ ...found, known: { value, type, changed } }] : [];
  });
  const ofRecords = Map.groupBy(fields.filter(isOf(only)), ({ record }) => record);
  return [...new Set([...namesOf(kind, only), ...ofRecords.keys()])].map((record) => [
    record,
    { ...draftOf(kind), fields: new Map(ofRecords.get(record)?.map(({ field, known }) => [field, known])) },
  ]);
}

/** The records that every user has, or the one that is wanted. */
function namesOf({ records }: VersionedRecord, only: string | undefined): string[] {
  return only === undefined ? records.filter((record) => !record.endsWith('.*')) : [only];
}

/** The result for a record that none of the read events changed. */
function unseenChange(isComplete: boolean, completeSince: number): UnknownChange | null {
  if (!isComplete) return { unknown: 'too_many_changes' };
  return completeSince > 0 ? { unknown: 'past_retention' } : null;
}

function versionOf(record: string, draft: Draft, unseen: UnknownChange | null): Version {
  const { fields, changesSince } = draft;
  const lastChange = draft.lastChange ?? unseen;
  const isEmpty = [...fields.values()].every((field) => isKnown(field) && isEmptyValue(field.value));
  return { record, reason: isEmpty && lastChange === null ? 'no_values_yet' : null, fields, changesSince, lastChange };
}

function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function withoutValues(record: string, reason: VersionReason): Version {
  return { record, reason, fields: new Map(), changesSince: null, lastChange: null };
}

function isIncomplete(fields: EarlierFields): boolean {
  return [...fields.values()].some((field) => !isKnown(field) && field.unknown === 'log_incomplete');
}
