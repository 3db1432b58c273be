import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { NOTIFICATIONS_READ, NOTIFICATIONS_WRITE } from '../communications.permissions';
import { NOTIFICATION_SETTINGS } from '../communications.tags';
import {
  NotificationSettingsDto,
  UpdateNotificationSettingsDto,
  UpdateTopicSettingsDto,
} from './notification-settings.dto';
import { NotificationSettingsService } from './notification-settings.service';

@ApiTags(NOTIFICATION_SETTINGS)
@Controller('v1/me/notification-settings')
export class NotificationSettingsController {
  constructor(private readonly settings: NotificationSettingsService) {}

  @Get()
  @ForSignedIn({ scope: NOTIFICATIONS_READ })
  @Operation({
    id: 'getNotificationSettings',
    summary: 'Read how you are notified',
    description: 'They are stored in the namespace `notifications` of your preferences.',
    status: 200,
    answer: NotificationSettingsDto,
  })
  read(@CurrentUser() { userId }: UserPrincipal) {
    return this.settings.read(userId);
  }

  @Patch()
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({
    id: 'updateNotificationSettings',
    summary: 'Change how you are notified',
    status: 200,
    answer: NotificationSettingsDto,
    mergePatch: true,
  })
  update(@CurrentUser() { userId }: UserPrincipal, @Body() change: UpdateNotificationSettingsDto) {
    return this.settings.update(userId, change);
  }

  @Patch('topics/:topic')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({
    id: 'updateTopicSettings',
    summary: 'Change how you are notified about a topic',
    description: 'A value of null is as for all other topics. The topic `security` always appears in the inbox.',
    status: 200,
    answer: NotificationSettingsDto,
    mergePatch: true,
  })
  updateTopic(
    @CurrentUser() { userId }: UserPrincipal,
    @Param('topic') topic: string,
    @Body() change: UpdateTopicSettingsDto,
  ) {
    return this.settings.updateTopic(userId, topic, change);
  }
}
