import './catalogue.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { CATALOGUE_USER_DATA } from './catalogue.user-data';
import { NotificationTypeEntity } from './notification-type.entity';
import { NotificationTypeRepository } from './notification-type.repository';
import { NotificationTypes } from './notification-types';
import { NotificationTypesController } from './notification-types.controller';
import { NotificationTypesService } from './notification-types.service';
import { TopicEntity } from './topic.entity';
import { TopicRepository } from './topic.repository';
import { TopicsController } from './topics.controller';
import { TopicsService } from './topics.service';

/** The topics and types of notifications, and their texts. */
export const CATALOGUE_PART: FeaturePart = {
  entities: [NotificationTypeEntity, TopicEntity],
  controllers: [NotificationTypesController, TopicsController],
  providers: [
    CATALOGUE_USER_DATA,
    NotificationTypeRepository,
    NotificationTypes,
    NotificationTypesService,
    TopicRepository,
    TopicsService,
  ],
};
