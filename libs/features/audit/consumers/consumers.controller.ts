import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import type { UserId } from '@platform/ids/ids';
import { AuditProblems } from '../audit.errors';
import { MANAGE_EVENTS, READ_EVENTS } from '../audit.permissions';
import { EVENTS_ADMIN } from '../audit.tags';
import {
  EventConsumersDto,
  EventStopListDto,
  EventStopsQuery,
  ReplayEventDto,
  RewindConsumerDto,
  RewoundConsumerDto,
  SkipEventDto,
} from './consumers.dto';
import { ConsumersService } from './consumers.service';

@ApiTags(EVENTS_ADMIN)
@Controller('v1/admin/event-consumers')
export class ConsumersController {
  constructor(private readonly consumers: ConsumersService) {}

  @Get()
  @ForPermission(READ_EVENTS)
  @Operation({
    id: 'listEventConsumers',
    summary: 'List the consumers of events',
    status: 200,
    answer: EventConsumersDto,
  })
  list() {
    return this.consumers.list();
  }

  @Get(':name/stops')
  @ForPermission(READ_EVENTS)
  @Operation({
    id: 'listEventStops',
    summary: 'List the subjects whose events a consumer could not handle',
    status: 200,
    answer: EventStopListDto,
    refuses: [AuditProblems.unknown_consumer],
  })
  listStops(@Param('name') name: string, @Query() query: EventStopsQuery) {
    return this.consumers.listStops(name, query);
  }

  @Post(':name/replay')
  @ForPermission(MANAGE_EVENTS)
  @Operation({
    id: 'replayEvent',
    summary: 'Handle the failed event of a subject again',
    description: 'Retries the event, with a new count of attempts, and then handles the later events of the subject.',
    status: 204,
    refuses: [AuditProblems.unknown_consumer, AuditProblems.not_stopped],
  })
  async replay(@Param('name') name: string, @Body() { subjectId }: ReplayEventDto) {
    await this.consumers.replay(name, subjectId as UserId | null);
  }

  @Post(':name/skip')
  @ForPermission(MANAGE_EVENTS)
  @Operation({
    id: 'skipEvent',
    summary: 'Skip the failed event of a subject',
    description: 'The consumer never handles this event, and continues with the next one of the subject.',
    status: 204,
    refuses: [AuditProblems.unknown_consumer, AuditProblems.not_stopped],
  })
  async skip(@Param('name') name: string, @Body() { subjectId, reason }: SkipEventDto) {
    await this.consumers.skip(name, subjectId as UserId | null, reason);
  }

  @Post(':name/rewind')
  @ForPermission(MANAGE_EVENTS)
  @Operation({
    id: 'rewindEventConsumer',
    summary: 'Move a consumer back to a position or time',
    description: 'The consumer handles all later events again.',
    status: 200,
    answer: RewoundConsumerDto,
    refuses: [AuditProblems.unknown_consumer, AuditProblems.position_too_large],
  })
  rewind(@Param('name') name: string, @Body() target: RewindConsumerDto) {
    return this.consumers.rewind(name, target);
  }
}
