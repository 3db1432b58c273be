import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForEveryone, ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { CommunicationsProblems } from '../communications.errors';
import { NOTIFICATIONS_READ, NOTIFICATIONS_WRITE } from '../communications.permissions';
import { SUBSCRIPTIONS } from '../communications.tags';
import { ConfirmSubscriptionDto, PublicTopicListDto, SubscriptionDto, SubscriptionListDto } from './subscriptions.dto';
import { SubscriptionsService } from './subscriptions.service';

@ApiTags(SUBSCRIPTIONS)
@Controller('v1')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Get('topics')
  @ForEveryone()
  @Operation({
    id: 'listTopics',
    summary: 'List the topics to which users can subscribe',
    status: 200,
    answer: PublicTopicListDto,
  })
  topics() {
    return this.subscriptions.topics();
  }

  @Get('me/subscriptions')
  @ForSignedIn({ scope: NOTIFICATIONS_READ })
  @Operation({
    id: 'listSubscriptions',
    summary: 'List the topics that you subscribe to',
    status: 200,
    answer: SubscriptionListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal) {
    return this.subscriptions.list(userId);
  }

  @Put('me/subscriptions/:topic')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({
    id: 'subscribe',
    summary: 'Subscribe to a topic',
    description: 'For a topic with `doubleOptIn`, a link to confirm it is mailed first.',
    status: 200,
    answer: SubscriptionDto,
    refuses: [CommunicationsProblems.no_email],
  })
  subscribe(@CurrentUser() { userId }: UserPrincipal, @Param('topic') topic: string) {
    return this.subscriptions.subscribe(userId, topic);
  }

  @Post('subscriptions/confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'confirmSubscription',
    summary: 'Confirm a subscription with the token of the mailed link',
    status: 200,
    answer: SubscriptionDto,
    refuses: [OneTimeProblems.not_valid],
  })
  confirm(@Body() { token }: ConfirmSubscriptionDto) {
    return this.subscriptions.confirm(token);
  }

  @Delete('me/subscriptions/:topic')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({ id: 'unsubscribe', summary: 'Unsubscribe from a topic', status: 204 })
  async unsubscribe(@CurrentUser() { userId }: UserPrincipal, @Param('topic') topic: string) {
    await this.subscriptions.unsubscribe(userId, topic);
  }
}
