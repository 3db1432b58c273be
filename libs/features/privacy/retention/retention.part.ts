import './retention.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { RetentionConfig } from './retention.config';
import { RetentionController } from './retention.controller';
import { RetentionRepository } from './retention.repository';
import { RetentionRules } from './retention-rules';
import { RetentionRunEntity } from './retention-run.entity';
import { RetentionService } from './retention.service';
import { RETENTION_USER_DATA } from './retention.user-data';

/** Deletes rows whose retention has ended, as the declarations of their tables say. */
export const RETENTION_PART: FeaturePart = {
  entities: [RetentionRunEntity],
  controllers: [RetentionController],
  providers: [RetentionConfig, RetentionRepository, RetentionRules, RetentionService, RETENTION_USER_DATA],
};
