import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ChangeAccess } from '@platform/events/change-access';
import { Cursors } from '@platform/http/paging/cursors';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import { AuditLogRepository, type AuditFilter } from '../log/audit-log.repository';
import { AuditReader, type OpenedEntry } from '../log/audit-reader';
import { READ_PERSONAL } from '../audit.permissions';
import type { AuditEntryDto, AuditFilterQuery, AuditListDto, AuditQuery, UserActivityQuery } from './audit-search.dto';

/** The query of a search. For the activity of one user, `subjectId` comes from the path. */
type AuditSearch = AuditFilterQuery & Pick<AuditQuery, 'limit' | 'cursor'>;

@Injectable()
export class AuditSearchService {
  constructor(
    private readonly log: AuditLogRepository,
    private readonly reader: AuditReader,
    private readonly access: ChangeAccess,
    private readonly reads: PersonalReads,
    private readonly cursors: Cursors,
  ) {}

  async search(by: Caller, query: AuditSearch): Promise<AuditListDto> {
    const { limit = 20, cursor, ...filters } = query;
    const [before] = this.cursors.read('audit', filters, cursor) ?? [];
    const found = await this.log.find(filterOf(query), before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('audit', filters, found, limit, ({ id }) => [id]);
    const opened = await this.reader.open(rows, await this.access.forCaller(by));
    await this.reads.record(by, subjectsRead(opened));
    return { items: opened.map((entry) => entryDtoFor(entry, by)), nextCursor };
  }

  /** Every account has at least one entry, even after an erasure, so a user without entries never existed. */
  async ofUser(by: Caller, subjectId: UserId, query: UserActivityQuery): Promise<AuditListDto> {
    const found = await this.search(by, { ...query, subjectId });
    const isKnown = found.items.length > 0 || (await this.log.find({ subjectId }, undefined, 1)).length > 0;
    if (!isKnown) throw RequestProblems.not_found();
    return found;
  }
}

export function filterOf({ subjectId, actorId, action, since, until }: AuditFilterQuery): AuditFilter {
  return {
    subjectId: subjectId as UserId | undefined,
    actorId: actorId as UserId | ApiKeyId | undefined,
    action,
    since: since ? new Date(since) : undefined,
    until: until ? new Date(until) : undefined,
  };
}

/** Returns the users whose sealed values are in the response. */
export function subjectsRead(opened: readonly OpenedEntry[]): UserId[] {
  return opened.flatMap(({ entry: { subjectId }, showsSealed }) => (showsSealed && subjectId ? [subjectId] : []));
}

/** Removes the network without `personal.read`, because it is personal, unlike the country and the device. */
export function entryDtoFor(opened: OpenedEntry, by: Caller): AuditEntryDto {
  const entry = entryDtoOf(opened);
  return by.permissions.has(READ_PERSONAL) ? entry : { ...entry, network: null };
}

export function entryDtoOf({ entry, facts, changes, details, origin }: OpenedEntry): AuditEntryDto {
  const { id, action, actorKind, actorId, onBehalfOf, subjectId, requestId } = entry;
  const who = { actorKind, actorId, onBehalfOf, subjectId, requestId };
  return { id, at: entry.at.toISOString(), action, ...who, ...origin, changes, details, facts };
}
