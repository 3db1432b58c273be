import './subscriptions.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { SubscriptionEntity } from './subscription.entity';
import { SubscriptionConfirmations } from './subscription-confirmations';
import { SubscriptionPagesController } from './subscription-pages.controller';
import { SubscriptionRemoval } from './subscription-removal';
import { SubscriptionRepository } from './subscription.repository';
import { SubscriptionsController } from './subscriptions.controller';
import { SubscriptionsService } from './subscriptions.service';
import { SUBSCRIPTIONS_USER_DATA } from './subscriptions.user-data';

/** The topics to which each user subscribes. */
export const SUBSCRIPTIONS_PART: FeaturePart = {
  entities: [SubscriptionEntity],
  controllers: [SubscriptionPagesController, SubscriptionsController],
  providers: [
    SUBSCRIPTIONS_USER_DATA,
    SubscriptionConfirmations,
    SubscriptionRemoval,
    SubscriptionRepository,
    SubscriptionsService,
  ],
};
