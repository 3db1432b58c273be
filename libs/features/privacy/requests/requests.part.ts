import './requests.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { PrivacyRequestMetrics } from './request-metrics';
import { PrivacyRequestEntity } from './request.entity';
import { PrivacyRequestRepository } from './request.repository';
import { PrivacyRequestsController } from './requests.controller';
import { PrivacyRequestsService } from './requests.service';
import { PRIVACY_REQUESTS_USER_DATA } from './requests.user-data';

/** The register of requests of users about their data. */
export const REQUESTS_PART: FeaturePart = {
  entities: [PrivacyRequestEntity],
  controllers: [PrivacyRequestsController],
  providers: [PRIVACY_REQUESTS_USER_DATA, PrivacyRequestMetrics, PrivacyRequestRepository, PrivacyRequestsService],
};
