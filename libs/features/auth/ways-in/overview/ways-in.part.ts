import type { AuthPart } from '../../auth-part';
import { WaysInController } from './ways-in.controller';
import { WaysInService } from './ways-in.service';

export const WAYS_IN: AuthPart = { controllers: [WaysInController], providers: [WaysInService] };
