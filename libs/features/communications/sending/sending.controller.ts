import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { CommunicationsProblems } from '../communications.errors';
import { SEND_NOTIFICATIONS } from '../communications.permissions';
import { SENDING } from '../communications.tags';
import type { PublicationId } from './publication-id';
import { PublicationDto, SendNotificationDto, SentNotificationDto } from './sending.dto';
import { SendingService } from './sending.service';

@ApiTags(SENDING)
@Controller('v1/notifications')
export class SendingController {
  constructor(private readonly sending: SendingService) {}

  @Post()
  @ForPermission(SEND_NOTIFICATIONS)
  @Operation({
    id: 'sendNotification',
    summary: 'Send a notification to users or to the subscribers of a topic',
    description:
      'It is delivered in the background. Send an `Idempotency-Key`, so that a repeated request sends it once.',
    status: 202,
    answer: SentNotificationDto,
    idempotent: true,
    refuses: [CommunicationsProblems.no_recipients],
  })
  send(@Body() notification: SendNotificationDto) {
    return this.sending.send(notification);
  }

  @Get(':id')
  @ForPermission(SEND_NOTIFICATIONS)
  @Operation({
    id: 'getSentNotification',
    summary: 'Read how many users a notification has reached',
    status: 200,
    answer: PublicationDto,
  })
  read(@IdParam('id') id: PublicationId) {
    return this.sending.read(id);
  }
}
