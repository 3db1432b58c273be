import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { eventOfType } from '@platform/event-log/definitions/define-event';
import { EventLogRepository, type EventEntry } from '@platform/event-log/entries/event-log.repository';
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
import { AuditFieldErrors, AuditProblems } from '../audit.errors';
import { fieldsBefore, isKnown, linkedTo, type EarlierFields, type VersionChange } from './earlier-fields.rule';
import type { LastChangeReason, VersionReason } from './versions.dto';

/** More changes than this since the time are not undone. */
export const MAX_CHANGES = 10_000;
const PAGE = 500;
/** A change between two reads looks like a gap in the log, so the records are read again. */
const ATTEMPTS = 3;
/** `users.registered` is among the first events of a user. */
const FIRST_EVENTS = 20;
const REGISTERED = 'users.registered';

/** A record of a user at a time, with all values. */
export interface Version {
  readonly record: string;
  /** Why the log does not tell the values; null if it does. */
  readonly reason: VersionReason | null;
  readonly fields: EarlierFields;
  readonly changesSince: number | null;
  readonly lastChange: EventEntry | null;
  readonly lastChangeReason: LastChangeReason | null;
}

interface Change extends VersionChange {
  readonly record: string;
  readonly entry: EventEntry;
}

interface Draft {
  fields: EarlierFields;
  changesSince: number;
  lastChange: EventEntry | null;
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
    const reason = await this.reasonForAll(userId, at, kinds);
    if (reason) return namesOf(kinds, only).map((record) => withoutValues(record, reason));
    const versions: Version[] = [];
    // One after another, because only the values of one kind are needed at a time.
    for (const kind of kinds) versions.push(...(await this.ofKind(kind, userId, at, only)));
    return versions;
  }

  kindOf(record: string): VersionedRecord {
    const kind = this.records.named(record);
    if (!kind) throw refusedField('/record', AuditFieldErrors.unknown_record);
    return kind;
  }

  private async reasonForAll(
    userId: UserId,
    at: Date,
    [kind]: readonly VersionedRecord[],
  ): Promise<VersionReason | null> {
    const first = await this.log.find({ subjectId: userId, order: 'oldest' }, undefined, FIRST_EVENTS);
    if (!(await kind?.current(userId))) {
      if (first.length === 0) throw RequestProblems.not_found();
      return 'account_erased';
    }
    if ((await this.vault.boxOf(userId)).destroyed) return 'key_destroyed';
    // The key is created just before the account. It tells the time if the event was removed.
    const since = first.find(({ type }) => type === REGISTERED)?.at ?? (await this.vault.userKeyCreatedAt(userId));
    return since && at < since ? 'account_not_created' : null;
  }

  private async ofKind(kind: VersionedRecord, userId: UserId, at: Date, only?: string): Promise<Version[]> {
    for (let attempt = 1; ; attempt++) {
      // Read before the events, so that a change that is missing here is among them.
      const current = (await kind.current(userId)) ?? {};
      const versions = await this.undone(kind, current, { userId, at, only });
      if (attempt === ATTEMPTS || !versions.some(({ fields }) => isIncomplete(fields))) return versions;
    }
  }

  private async undone(
    kind: VersionedRecord,
    current: RecordValues,
    { userId, at, only }: { readonly userId: UserId; readonly at: Date; readonly only: string | undefined },
  ): Promise<Version[]> {
    const drafts = draftsOf(kind, current, only);
    const isWanted = (record: string) => only === undefined || record === only;
    const after = new Date(at.getTime() + 1);
    for await (const changes of this.pages(kind, userId, { since: after }))
      for (const [record, ofRecord] of byRecord(changes)) {
        if (!isWanted(record)) continue;
        const draft = drafts.get(record) ?? { fields: new Map(), changesSince: 0, lastChange: null };
        draft.fields = fieldsBefore(draft.fields, ofRecord);
        draft.changesSince += ofRecord.length;
        drafts.set(record, draft);
      }
    const isComplete = await this.findLastChanges(kind, userId, after, drafts);
    const since = await this.retention.completeSince(kind.events.map(({ type }) => type));
    const completeSince = Math.max(0, ...[...since.values()].map((time) => time.getTime()));
    const missing = !isComplete ? 'too_many_changes' : completeSince > 0 ? 'past_retention' : 'none';
    return [...drafts].map(([record, draft]) =>
      completeSince > after.getTime() ? withoutValues(record, 'past_retention') : versionOf(record, draft, missing),
    );
  }

  /** Returns false if too many changes were read before the last one of each record was found. */
  private async findLastChanges(
    kind: VersionedRecord,
    userId: UserId,
    until: Date,
    drafts: ReadonlyMap<string, Draft>,
  ): Promise<boolean> {
    let [isFirst, read] = [true, 0];
    for await (const changes of this.pages(kind, userId, { until }, Infinity)) {
      for (const [record, ofRecord] of byRecord(changes)) {
        const draft = drafts.get(record);
        if (!draft) continue;
        draft.lastChange ??= ofRecord[0]?.entry ?? null;
        if (isFirst) draft.fields = linkedTo(draft.fields, ofRecord);
      }
      isFirst = false;
      read += PAGE;
      if ([...drafts.values()].every(({ lastChange }) => lastChange)) return true;
      if (read >= MAX_CHANGES) return false;
    }
    return true;
  }

  /** The changes of the records, newest first. */
  private async *pages(
    { events, fieldOf }: VersionedRecord,
    userId: UserId,
    range: { readonly since?: Date; readonly until?: Date },
    max = MAX_CHANGES,
  ): AsyncGenerator<Change[]> {
    const filter = { subjectId: userId, types: events.map(({ type }) => type), ...range };
    const view = this.access.whole(userId);
    let read = 0;
    for (let after: string | undefined; ;) {
      const page = await this.log.find(filter, after, PAGE);
      read += page.length;
      if (read > max) throw AuditProblems.too_many_changes({ parameters: { max } });
      const opened = await this.reader.open(
        page.filter(({ subjectId }) => subjectId === userId),
        view,
      );
      // Numbers have the order of the changes of a record, also if the clocks of nodes differ.
      opened.sort((one, other) => other.entry.seq - one.entry.seq);
      yield opened.flatMap((entry) => changesOf(entry, fieldOf));
      if (page.length < PAGE) return;
      after = page[PAGE - 1]?.id;
    }
  }
}

function changesOf({ entry, changes, facts }: OpenedEntry, fieldOf: VersionedRecord['fieldOf']): Change[] {
  const { type, version } = entry;
  const fields = Object.entries(changes).flatMap(([changed, change]) => {
    const found = fieldOf(changed, facts);
    if (!found || 'hidden' in change) return [];
    return [{ record: found.record, field: found.field, changed, ...change }];
  });
  const isLater = version > (eventOfType(type)?.version ?? 0);
  return [...Map.groupBy(fields, ({ record }) => record)].map(([record, ofRecord]) => ({
    record,
    entry,
    type,
    fields: ofRecord,
    isLater,
  }));
}

function byRecord(changes: readonly Change[]): Map<string, Change[]> {
  return Map.groupBy(changes, ({ record }) => record);
}

function draftsOf(kind: VersionedRecord, current: RecordValues, only: string | undefined): Map<string, Draft> {
  const [{ type }] = kind.events as [VersionedRecord['events'][number]];
  const fields = Object.entries(current).flatMap(([changed, value]) => {
    const found = kind.fieldOf(changed, {});
    return found && (only === undefined || found.record === only)
      ? [{ ...found, known: { value, type, changed } }]
      : [];
  });
  const drafts = new Map(
    namesOf([kind], only).map((record): [string, Draft] => [
      record,
      { fields: new Map(), changesSince: 0, lastChange: null },
    ]),
  );
  for (const [record, ofRecord] of Map.groupBy(fields, (field) => field.record))
    drafts.set(record, {
      fields: new Map(ofRecord.map(({ field, known }) => [field, known])),
      changesSince: 0,
      lastChange: null,
    });
  return drafts;
}

/** The records that every user has, or the one that was asked for. */
function namesOf(kinds: readonly VersionedRecord[], only: string | undefined): string[] {
  if (only !== undefined) return [only];
  return kinds.flatMap(({ records }) => records).filter((record) => !record.endsWith('.*'));
}

function versionOf(record: string, { fields, changesSince, lastChange }: Draft, missing: LastChangeReason): Version {
  const lastChangeReason = lastChange ? null : missing;
  const isEmpty = [...fields.values()].every((field) => isKnown(field) && isEmptyValue(field.value));
  const reason = isEmpty && lastChangeReason === 'none' ? 'no_values_yet' : null;
  return { record, reason, fields, changesSince, lastChange, lastChangeReason };
}

function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function withoutValues(record: string, reason: VersionReason): Version {
  return { record, reason, fields: new Map(), changesSince: null, lastChange: null, lastChangeReason: null };
}

function isIncomplete(fields: EarlierFields): boolean {
  return [...fields.values()].some((field) => !isKnown(field) && field.unknown === 'log_incomplete');
}
