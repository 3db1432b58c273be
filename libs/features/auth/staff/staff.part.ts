import type { AuthPart } from '../auth-part';
import { UserKeysController } from './keys/user-keys.controller';
import { UserKeysService } from './keys/user-keys.service';
import { UserSessionsController } from './sessions/user-sessions.controller';
import { UserSessionsService } from './sessions/user-sessions.service';
import { SignInMethodsController } from './sign-in-methods/sign-in-methods.controller';
import { SignInMethodsService } from './sign-in-methods/sign-in-methods.service';
import { StaffAccess } from './staff-access';

/** How administrators list and end sessions, API keys and sign-in methods of users. */
export const STAFF: AuthPart = {
  controllers: [SignInMethodsController, UserKeysController, UserSessionsController],
  providers: [SignInMethodsService, StaffAccess, UserKeysService, UserSessionsService],
};
