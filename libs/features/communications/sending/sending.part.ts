import './sending.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { PublicationEntity } from './publication.entity';
import { PublicationRepository } from './publication.repository';
import { PublicationRun } from './publication-run';
import { RecipientEntity } from './recipient.entity';
import { SendingController } from './sending.controller';
import { SendingService } from './sending.service';
import { SENDING_USER_DATA } from './sending.user-data';

/** The notifications that the app sends. */
export const SENDING_PART: FeaturePart = {
  entities: [PublicationEntity, RecipientEntity],
  controllers: [SendingController],
  providers: [SENDING_USER_DATA, PublicationRepository, PublicationRun, SendingService],
};
