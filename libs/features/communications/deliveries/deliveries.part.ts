import './deliveries.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { ChannelSenders } from './channel-senders';
import { DeliveriesController } from './deliveries.controller';
import { DeliveriesService } from './deliveries.service';
import { DELIVERIES_USER_DATA } from './deliveries.user-data';
import { DeliveryCheck } from './delivery-check';
import { DeliveryEntity } from './delivery.entity';
import { DeliveryPlanner } from './delivery-planner';
import { DeliveryRepository } from './delivery.repository';
import { DeliveryRun } from './delivery-run';

/** How notifications are sent besides the inbox. */
export const DELIVERIES_PART: FeaturePart = {
  entities: [DeliveryEntity],
  controllers: [DeliveriesController],
  providers: [
    ChannelSenders,
    DELIVERIES_USER_DATA,
    DeliveriesService,
    DeliveryCheck,
    DeliveryPlanner,
    DeliveryRepository,
    DeliveryRun,
  ],
};
