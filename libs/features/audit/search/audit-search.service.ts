import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { ChangeAccess } from '@platform/events/change-access';
import { Cursors } from '@platform/http/paging/cursors';
import { AuditLogRepository, type AuditFilter } from '../log/audit-log.repository';
import { AuditReader, type OpenedEntry } from '../log/audit-reader';
import type { AuditEntryDto, AuditFilterQuery, AuditListDto, AuditQuery } from './audit-search.dto';

@Injectable()
export class AuditSearchService {
  constructor(
    private readonly log: AuditLogRepository,
    private readonly reader: AuditReader,
    private readonly access: ChangeAccess,
    private readonly cursors: Cursors,
  ) {}

  async search(by: Caller, query: AuditQuery): Promise<AuditListDto> {
    const { limit = 20, cursor, ...filters } = query;
    const [before] = this.cursors.read('audit', filters, cursor) ?? [];
    const found = await this.log.find(filterOf(query), before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('audit', filters, found, limit, ({ id }) => [id]);
    const view = await this.access.forCaller(by);
    return { items: (await this.reader.open(rows, view)).map(entryDtoOf), nextCursor };
  }
}

export function filterOf({ subjectId, actorId, action, since, until }: AuditFilterQuery): AuditFilter {
  return {
    subjectId,
    actorId,
    action,
    since: since ? new Date(since) : undefined,
    until: until ? new Date(until) : undefined,
  };
}

export function entryDtoOf({ entry, facts, changes, origin }: OpenedEntry): AuditEntryDto {
  const { id, action, actorKind, actorId, onBehalfOf, subjectId, requestId } = entry;
  const who = { actorKind, actorId, onBehalfOf, subjectId, requestId };
  return { id, at: entry.at.toISOString(), action, ...who, ...origin, changes, facts };
}
