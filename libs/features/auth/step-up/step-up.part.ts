import type { AuthPart } from '../auth-part';
import { RecentStepUp } from './recent-step-up';
import { StepUpController } from './step-up.controller';
import { StepUpService } from './step-up.service';

export const STEP_UP: AuthPart = {
  controllers: [StepUpController],
  providers: [RecentStepUp, StepUpService],
};
