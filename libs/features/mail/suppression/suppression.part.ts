import type { FeaturePart } from '@platform/process/feature-part';
import { SuppressionsAdminController } from './admin/suppressions-admin.controller';
import { SuppressionsAdminService } from './admin/suppressions-admin.service';
import { OwnSuppressionController } from './own/own-suppression.controller';
import { OwnSuppressionService } from './own/own-suppression.service';
import { SuppressionEntity } from './suppression.entity';
import { SuppressionReindex } from './suppression-reindex';
import { SuppressionRepository } from './suppression.repository';
import { SuppressionSeal } from './suppression-seal';
import { SUPPRESSION_USER_DATA } from './suppression.user-data';
import { Suppressions } from './suppressions';

/** The addresses to which emails are not sent. */
export const SUPPRESSION_PART: FeaturePart = {
  entities: [SuppressionEntity],
  controllers: [OwnSuppressionController, SuppressionsAdminController],
  providers: [
    OwnSuppressionService,
    SUPPRESSION_USER_DATA,
    SuppressionReindex,
    SuppressionRepository,
    SuppressionSeal,
    Suppressions,
    SuppressionsAdminService,
  ],
};
