import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { READ_AUDIT } from '../audit.permissions';
import { EVENTS_ADMIN } from '../audit.tags';
import { EventPageDto, EventsQuery } from './audit-search.dto';
import { AuditSearchService } from './audit-search.service';

@ApiTags(EVENTS_ADMIN)
@Controller('v1/admin/events')
export class EventsController {
  constructor(private readonly searches: AuditSearchService) {}

  @Get()
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'listEvents',
    summary: 'Read the event log in its order',
    description:
      'Returns the events after a position. The order never changes, each event has one position, and no position is missing. Events whose contents were removed are left out.',
    status: 200,
    answer: EventPageDto,
  })
  list(@CurrentCaller() by: Caller, @Query() query: EventsQuery) {
    return this.searches.after(by, query);
  }
}
