import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import type { ChangeView } from '@platform/event-log/changes/change-view';
import type { EventEntry } from '@platform/event-log/entries/event-log.repository';
import type { RecordValues } from '@platform/event-log/versions/versioned-records';
import { permissionMissing } from '@platform/http/access/permission-missing';
import { refused, refusedField } from '@platform/http/fields/refusals';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { AuditFieldErrors } from '../audit.errors';
import { isKnown, type EarlierField } from './earlier-fields.rule';
import { VersionReader, type Version } from './version-reader';
import type { RestoredVersionDto, RestoreVersionDto, VersionDto, VersionListDto, VersionsQuery } from './versions.dto';

/** The clocks of nodes can differ, so an event can have a time that this node has not reached. */
const CLOCK_SKEW_MS = 60_000;

@Injectable()
export class VersionsService {
  constructor(
    private readonly versions: VersionReader,
    private readonly access: ChangeAccess,
    private readonly reads: PersonalReads,
    private readonly transactions: Transactions,
  ) {}

  async list(by: Caller, userId: UserId, { at, record }: VersionsQuery): Promise<VersionListDto> {
    const versions = await this.versions.at(userId, timeOf(at), record);
    const view = await this.access.forCaller(by);
    const shown = versions.map((version) => shownVersion(version, userId, view));
    if (shown.some(({ showsSealed }) => showsSealed)) await this.reads.record(by, [userId]);
    return { items: shown.filter(({ isAbsent }) => !isAbsent).map(({ dto }) => dto) };
  }

  /** The response contains no values, so restoring reads no personal data. */
  async restore(
    by: Caller,
    userId: UserId,
    { record, at, fields, dryRun = false }: RestoreVersionDto,
    expected: ExpectedVersion | undefined,
  ): Promise<RestoredVersionDto> {
    const { route } = this.versions.kindOf(record);
    if (!route) throw refusedField('/record', AuditFieldErrors.not_restorable);
    if (!by.permissions.has(route.permission)) throw permissionMissing(route.permission);
    const [version] = await this.versions.at(userId, timeOf(at), record);
    const values = version ? valuesIn(version, fields) : {};
    const change = () => route.change({ by, userId, record, values, expected });
    return { changed: dryRun ? await this.rehearsed(change) : await this.transactions.run(change) };
  }

  /** Makes the change with all of its checks, and rolls it back. */
  private async rehearsed(change: () => Promise<readonly string[]>): Promise<readonly string[]> {
    try {
      return await this.transactions.run(async () => {
        throw new Rehearsed(await change());
      });
    } catch (error) {
      if (error instanceof Rehearsed) return error.changed;
      throw error;
    }
  }
}

class Rehearsed extends Error {
  constructor(readonly changed: readonly string[]) {
    super('The change is rolled back.');
  }
}

function timeOf(at: string): Date {
  const time = new Date(at);
  if (time.getTime() > Date.now() + CLOCK_SKEW_MS) throw refusedField('/at', AuditFieldErrors.time_in_future);
  return time;
}

/** The values to restore. All of them must be known. */
function valuesIn({ record, reason, fields: all }: Version, sent: readonly string[] | undefined): RecordValues {
  if (reason === 'account_erased') throw RequestProblems.not_found();
  if (reason !== null && reason !== 'no_values_yet')
    throw refusedField('/at', AuditFieldErrors.version_unknown, { reason });
  const faults: FieldError[] = [];
  const values = (sent ?? [...all.keys()]).map((field, index) => {
    const found = all.get(field);
    const pointer = sent ? `/fields/${index}` : '/record';
    if (!found) faults.push({ pointer, code: AuditFieldErrors.unknown_field, parameters: { field, record } });
    else if (!isKnown(found)) faults.push({ pointer, code: AuditFieldErrors.value_unknown, parameters: { field } });
    return [field, found && isKnown(found) ? (found.value ?? null) : null] as const;
  });
  if (faults.length > 0) throw refused(faults);
  return Object.fromEntries(values);
}

interface ShownVersion {
  readonly dto: VersionDto;
  readonly showsSealed: boolean;
  /** The caller must not learn of any field, and so not of the record either. */
  readonly isAbsent: boolean;
}

function shownVersion(version: Version, userId: UserId, view: ChangeView): ShownVersion {
  const { record, reason, fields, changesSince, lastChange } = version;
  const shown = [...fields].map(([name, field]) => ({ name, ...shownField(field, userId, view) }));
  const visible = shown.filter(({ sight }) => sight);
  return {
    dto: {
      record,
      reason,
      fields: Object.fromEntries(visible.map(({ name, sight }) => [name, sight])),
      changesSince,
      lastChange: lastChange && 'id' in lastChange ? shownChange(lastChange) : lastChange,
    },
    showsSealed: shown.some(({ showsSealed }) => showsSealed),
    isAbsent: fields.size > 0 && visible.length === 0,
  };
}

function shownChange({ id, at, actorKind, actorId }: EventEntry) {
  return { id, at: at.toISOString(), actorKind, actorId };
}

/** Shows a value as the audit log would show it in an event that changed it. */
function shownField(field: EarlierField, userId: UserId, view: ChangeView) {
  const { type, changed } = field;
  const before = isKnown(field) ? (field.value ?? null) : null;
  const { changes, showsSealed } = view.of(type, userId, { [changed]: { before, after: null } });
  const shown = changes[changed];
  if (!isKnown(field)) return { sight: shown && { unknown: field.unknown }, showsSealed: false };
  return { sight: shown && ('hidden' in shown ? shown : { value: shown.before }), showsSealed };
}
