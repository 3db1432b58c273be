import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { NOTIFICATIONS_READ } from '../communications.permissions';
import { NOTIFICATIONS } from '../communications.tags';
import type { NotificationId } from '../inbox/notification-id';
import { DeliveryListDto } from './deliveries.dto';
import { DeliveriesService } from './deliveries.service';

@ApiTags(NOTIFICATIONS)
@Controller('v1/me/notifications/:id/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @ForSignedIn({ scope: NOTIFICATIONS_READ })
  @Operation({
    id: 'listNotificationDeliveries',
    summary: 'List how a notification was sent to you besides the inbox',
    status: 200,
    answer: DeliveryListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: NotificationId) {
    return this.deliveries.list(userId, id);
  }
}
