import type { AuthPart } from '../auth-part';
import { SuspensionController } from './suspension.controller';
import { SuspensionService } from './suspension.service';

export const SUSPENSION: AuthPart = {
  controllers: [SuspensionController],
  providers: [SuspensionService],
};
