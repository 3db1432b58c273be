import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { CommunicationsProblems } from '../communications.errors';
import { MANAGE_NOTIFICATIONS } from '../communications.permissions';
import { NOTIFICATIONS_ADMIN } from '../communications.tags';
import { NotificationTypeDto, NotificationTypeListDto, PutNotificationTypeDto } from './notification-types.dto';
import { NotificationTypesService } from './notification-types.service';

@ApiTags(NOTIFICATIONS_ADMIN)
@Controller('v1/admin/notification-types')
export class NotificationTypesController {
  constructor(private readonly types: NotificationTypesService) {}

  @Get()
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'listNotificationTypes',
    summary: 'List the types of notifications',
    status: 200,
    answer: NotificationTypeListDto,
  })
  list() {
    return this.types.list();
  }

  @Get(':type')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'getNotificationType',
    summary: 'Read a type of notification and its texts',
    status: 200,
    answer: NotificationTypeDto,
    etag: true,
  })
  read(@Param('type') type: string) {
    return this.types.read(type);
  }

  @Put(':type')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'setNotificationType',
    summary: 'Define a type of notification of your app, or replace the texts of a built-in one',
    description: 'Notifications that exist keep their texts.',
    status: 200,
    answer: NotificationTypeDto,
    etag: true,
    ifMatch: true,
    refuses: [CommunicationsProblems.too_many_types],
  })
  define(
    @Param('type') type: string,
    @Body() definition: PutNotificationTypeDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.types.define(type, definition, expected);
  }

  @Delete(':type')
  @ForPermission(MANAGE_NOTIFICATIONS)
  @Operation({
    id: 'deleteNotificationType',
    summary: 'Delete a type of notification of your app, or restore the texts of a built-in one',
    status: 204,
    ifMatch: true,
  })
  async remove(@Param('type') type: string, @IfMatch() expected?: ExpectedVersion) {
    await this.types.remove(type, expected);
  }
}
