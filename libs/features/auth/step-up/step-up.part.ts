import type { AuthPart } from '../auth-part';
import { RecentProof } from './recent-proof';
import { StepUpController } from './step-up.controller';
import { StepUpService } from './step-up.service';

export const STEP_UP: AuthPart = {
  controllers: [StepUpController],
  providers: [RecentProof, StepUpService],
};
