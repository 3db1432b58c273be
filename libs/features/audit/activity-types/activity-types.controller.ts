import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { PageQuery } from '@platform/http/paging/page';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { AuditProblems } from '../audit.errors';
import { MANAGE_ACTIVITY_TYPES } from '../audit.permissions';
import { ACTIVITY_TYPES_ADMIN } from '../audit.tags';
import { ActivityTypeDto, ActivityTypeListDto, PutActivityTypeDto } from './activity-types.dto';
import { ActivityTypesService } from './activity-types.service';

@ApiTags(ACTIVITY_TYPES_ADMIN)
@Controller('v1/admin/activity-types')
export class ActivityTypesController {
  constructor(private readonly types: ActivityTypesService) {}

  @Get()
  @ForPermission(MANAGE_ACTIVITY_TYPES)
  @Operation({
    id: 'listActivityTypes',
    summary: 'List the activity types that have a schema',
    status: 200,
    answer: ActivityTypeListDto,
  })
  list(@Query() query: PageQuery) {
    return this.types.list(query);
  }

  @Get(':type')
  @ForPermission(MANAGE_ACTIVITY_TYPES)
  @Operation({
    id: 'getActivityType',
    summary: 'Read the schema of an activity type',
    status: 200,
    answer: ActivityTypeDto,
    etag: true,
  })
  read(@Param('type') type: string) {
    return this.types.read(type);
  }

  @Put(':type')
  @ForPermission(MANAGE_ACTIVITY_TYPES)
  @Operation({
    id: 'setActivityType',
    summary: 'Set the schema of an activity type',
    description:
      'From then on, `recordActivity` rejects `details` that do not match. Stored events do not change. Without a schema, `details` can be any object.',
    status: 200,
    answer: ActivityTypeDto,
    etag: true,
    ifMatch: true,
    refuses: [AuditProblems.too_many_activity_types],
  })
  define(@Param('type') type: string, @Body() definition: PutActivityTypeDto, @IfMatch() expected?: ExpectedVersion) {
    return this.types.define(type, definition, expected);
  }

  @Delete(':type')
  @ForPermission(MANAGE_ACTIVITY_TYPES)
  @Operation({
    id: 'deleteActivityType',
    summary: 'Delete the schema of an activity type',
    description: 'Events of this type can still be recorded, with any `details`.',
    status: 204,
    ifMatch: true,
  })
  async remove(@Param('type') type: string, @IfMatch() expected?: ExpectedVersion) {
    await this.types.remove(type, expected);
  }
}
