import type { FeaturePart } from '@platform/process/feature-part';
import { AccountClosing } from './account-closing';
import { SuspensionController } from './suspension.controller';
import { SuspensionService } from './suspension.service';

export const SUSPENSION: FeaturePart = {
  controllers: [SuspensionController],
  providers: [AccountClosing, SuspensionService],
};
