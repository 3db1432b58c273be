import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import {
  EventLogRepository,
  publicCondition,
  type EventEntry,
  type EventFilter,
} from '@platform/event-log/entries/event-log.repository';
import { DurablePosition } from '@platform/event-log/positions/durable-position';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { EventReader, type OpenedEntry } from '@platform/event-log/entries/event-reader';
import { originOwnerOf } from '@platform/event-log/entries/sealed-places';
import { Vault } from '@platform/vault/vault';
import { READ_PERSONAL } from '../audit.permissions';
import { ProvenEntries, type EntryPositions } from '../proofs/log/proven-entries';
import type {
  AuditEntryDto,
  AuditFilterQuery,
  AuditListDto,
  AuditQuery,
  EventPageDto,
  EventsQuery,
  UserActivityQuery,
} from './audit-search.dto';

/** The query of a search. For the activity of one user, `subjectId` comes from the path. */
type AuditSearch = AuditFilterQuery & Pick<AuditQuery, 'limit' | 'cursor' | 'order'>;

@Injectable()
export class AuditSearchService {
  constructor(
    private readonly log: EventLogRepository,
    private readonly positions: PositionRepository,
    private readonly proven: ProvenEntries,
    private readonly durable: DurablePosition,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
    private readonly reads: PersonalReads,
    private readonly cursors: Cursors,
    private readonly vault: Vault,
  ) {}

  async search(by: Caller, query: AuditSearch): Promise<AuditListDto> {
    const { limit = 20, cursor, ...filters } = query;
    const [before] = this.cursors.read('audit', filters, cursor) ?? [];
    const found = await this.log.find(
      { ...filterOf(query), order: query.order },
      before as string | undefined,
      limit + 1,
    );
    const { rows, nextCursor } = this.cursors.page('audit', filters, found, limit, ({ id }) => [id]);
    return { items: await this.readBy(by, rows), nextCursor };
  }

  /** Reads the log in its final order. */
  async after(by: Caller, { after = 0, limit = 20 }: EventsQuery): Promise<EventPageDto> {
    const newest = await this.durable.newest();
    const placed = await this.positions.after(after, newest, limit);
    const entries = await this.log.withNumbers(
      placed.map(({ seq }) => seq),
      publicCondition(),
    );
    const items = await this.readBy(by, entries);
    items.sort((one, other) => Number(one.position) - Number(other.position));
    return { items, position: placed.at(-1)?.position ?? after, newest };
  }

  /** Opens the entries for the caller, and records that personal data was read. */
  private async readBy(by: Caller, entries: readonly EventEntry[]): Promise<AuditEntryDto[]> {
    const [opened, positions] = await Promise.all([
      this.access.forCaller(by).then((view) => this.reader.open(entries, view)),
      this.proven.among(entries),
    ]);
    await this.reads.record(by, usersRead(opened, by));
    return opened.map((entry) => entryDtoFor(entry, by, positions));
  }

  /** The entries of an account may have been removed after their retention; those of an erased one may be all that is left. */
  async ofUser(by: Caller, subjectId: UserId, query: UserActivityQuery): Promise<AuditListDto> {
    const found = await this.search(by, { ...query, subjectId });
    if (found.items.length > 0 || (await this.log.find({ subjectId }, undefined, 1)).length > 0) return found;
    if ((await this.vault.boxOf(subjectId)).destroyed) throw RequestProblems.not_found();
    return found;
  }
}

export function filterOf({ subjectId, actorId, action, since, until }: AuditFilterQuery): EventFilter {
  return {
    subjectId: subjectId as UserId | undefined,
    actorId: actorId as UserId | ApiKeyId | undefined,
    type: action,
    since: since ? new Date(since) : undefined,
    until: until ? new Date(until) : undefined,
  };
}

/** Returns the users whose personal data is in the response: sealed values, or the network from which they acted. */
export function usersRead(opened: readonly OpenedEntry[], by: Caller): UserId[] {
  return opened
    .flatMap(({ entry: { subjectId, actorKind, actorId }, showsSealed, origin }) => [
      showsSealed ? subjectId : null,
      showsNetwork(by) && origin.network !== null ? originOwnerOf(actorKind, actorId, subjectId) : null,
    ])
    .filter((id) => id !== null);
}

export function entryDtoFor(opened: OpenedEntry, by: Caller, positions: EntryPositions): AuditEntryDto {
  const { seq } = opened.entry;
  const entry = { ...entryDtoOf(opened), position: positions.of(seq), proven: positions.isProven(seq) };
  return showsNetwork(by) ? entry : { ...entry, network: null };
}

/** The network is personal, unlike the country and the device. */
function showsNetwork({ permissions }: Caller): boolean {
  return permissions.has(READ_PERSONAL);
}

function entryDtoOf({
  entry,
  facts,
  changes,
  details,
  origin,
}: OpenedEntry): Omit<AuditEntryDto, 'position' | 'proven'> {
  const { id, type, version, actorKind, actorId, onBehalfOf, subjectId, requestId } = entry;
  const who = { actorKind, actorId, onBehalfOf, subjectId, otherSubjects: entry.otherSubjects ?? [], requestId };
  return { id, at: entry.at.toISOString(), action: type, version, ...who, ...origin, changes, details, facts };
}
