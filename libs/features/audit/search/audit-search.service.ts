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

/** Also of one user alone, whose id is in the path then. */
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
    await this.reads.record(by, subjectsShown(opened));
    return { items: opened.map((entry) => shownEntryOf(entry, by)), nextCursor };
  }

  /** Every account has an entry from its beginning on, also after an erasure; without one there was no such user. */
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

/** The users whose sealed values are shown. */
export function subjectsShown(opened: readonly OpenedEntry[]): UserId[] {
  return opened.flatMap(({ entry: { subjectId }, showsSealed }) => (showsSealed && subjectId ? [subjectId] : []));
}

/** The address of a network is personal, unlike the country and the kind of device. */
export function shownEntryOf(opened: OpenedEntry, by: Caller): AuditEntryDto {
  const entry = entryDtoOf(opened);
  return by.permissions.has(READ_PERSONAL) ? entry : { ...entry, network: null };
}

export function entryDtoOf({ entry, facts, changes, details, origin }: OpenedEntry): AuditEntryDto {
  const { id, action, actorKind, actorId, onBehalfOf, subjectId, requestId } = entry;
  const who = { actorKind, actorId, onBehalfOf, subjectId, requestId };
  return { id, at: entry.at.toISOString(), action, ...who, ...origin, changes, details, facts };
}
