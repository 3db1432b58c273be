import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentCaller, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { ACTIVITY } from '../audit.tags';
import { ActivityListDto, ActivityQuery } from './activity.dto';
import { ActivityRecorder } from './activity-recorder';
import { ActivityService } from './activity.service';
import { RecordActivityDto, RecordedActivityDto } from './record-activity.dto';
import { ACTIVITY_READ, ACTIVITY_WRITE, WRITE_ACTIVITY } from '../audit.permissions';

@ApiTags(ACTIVITY)
@Controller('v1')
export class ActivityController {
  constructor(
    private readonly activity: ActivityService,
    private readonly recorder: ActivityRecorder,
  ) {}

  @Get('me/activity')
  @ForSignedIn({ scope: ACTIVITY_READ })
  @Operation({
    id: 'listActivity',
    summary: 'List the activity of your account',
    description:
      'With `action=users.profile_changed`, the list is the history of your profile. For an API key, changed fields are listed without their values.',
    status: 200,
    answer: ActivityListDto,
  })
  list(@CurrentUser() user: UserPrincipal, @Query() query: ActivityQuery) {
    return this.activity.list(user, query);
  }

  @Post('activity')
  @ForSignedIn({ scope: ACTIVITY_WRITE, apps: WRITE_ACTIVITY })
  @Operation({
    id: 'recordActivity',
    summary: 'Record one or more events of your app',
    description:
      'An event concerns the signed-in user or, with an app key, the user in `subject`. Send up to 100 events in `events`: all of them are stored, or none. Give each event an `id`, and you can safely send it again when you got no response.',
    status: 201,
    answer: RecordedActivityDto,
    idempotent: true,
    refuses: [AccessProblems.not_allowed],
  })
  record(@CurrentCaller() by: Caller, @Body() request: RecordActivityDto) {
    return this.recorder.record(by, request);
  }
}
