import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { NOTIFICATIONS_READ, NOTIFICATIONS_WRITE } from '../communications.permissions';
import { NOTIFICATIONS } from '../communications.tags';
import {
  MarkNotificationsReadDto,
  NotificationDto,
  NotificationListDto,
  NotificationsQuery,
  UnreadDto,
  UpdateNotificationDto,
} from './inbox.dto';
import { InboxService } from './inbox.service';
import type { NotificationId } from './notification-id';

@ApiTags(NOTIFICATIONS)
@Controller('v1/me/notifications')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get()
  @ForSignedIn({ scope: NOTIFICATIONS_READ })
  @Operation({
    id: 'listNotifications',
    summary: 'List your notifications, and the number of unread ones',
    description: 'The stream sends `notifications.unread` whenever the number changes.',
    status: 200,
    answer: NotificationListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal, @Query() query: NotificationsQuery) {
    return this.inbox.list(userId, query);
  }

  @Patch(':id')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({
    id: 'updateNotification',
    summary: 'Mark a notification as read or unread, or archive it',
    description: 'If newer notifications have joined its group, the newest one is changed and returned.',
    status: 200,
    answer: NotificationDto,
    mergePatch: true,
  })
  update(
    @CurrentUser() { userId }: UserPrincipal,
    @IdParam('id') id: NotificationId,
    @Body() wanted: UpdateNotificationDto,
  ) {
    return this.inbox.update(userId, id, wanted);
  }

  @Delete(':id')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({ id: 'deleteNotification', summary: 'Delete a notification', status: 204 })
  async delete(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: NotificationId) {
    await this.inbox.delete(userId, id);
  }

  @Post('read-all')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({
    id: 'markAllNotificationsRead',
    summary: 'Mark all your notifications as read, or those of a topic',
    status: 200,
    answer: UnreadDto,
  })
  markAllRead(@CurrentUser() { userId }: UserPrincipal, @Body() { topic }: MarkNotificationsReadDto) {
    return this.inbox.markAllRead(userId, topic);
  }
}
