import type { AuthPart } from '../auth-part';
import { AccountClosing } from './account-closing';
import { SuspensionController } from './suspension.controller';
import { SuspensionService } from './suspension.service';

export const SUSPENSION: AuthPart = {
  controllers: [SuspensionController],
  providers: [AccountClosing, SuspensionService],
};
