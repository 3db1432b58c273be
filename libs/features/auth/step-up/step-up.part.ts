import type { FeaturePart } from '@platform/process/feature-part';
import { RecentStepUp } from './recent-step-up';
import { StepUpController } from './step-up.controller';
import { StepUpService } from './step-up.service';

export const STEP_UP: FeaturePart = {
  controllers: [StepUpController],
  providers: [RecentStepUp, StepUpService],
};
