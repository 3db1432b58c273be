import type { FeaturePart } from '@platform/process/feature-part';
import { UserKeysController } from './keys/user-keys.controller';
import { UserKeysService } from './keys/user-keys.service';
import { UserSessionsController } from './sessions/user-sessions.controller';
import { UserSessionsService } from './sessions/user-sessions.service';
import { UserSignInMethodsController } from './sign-in-methods/user-sign-in-methods.controller';
import { UserSignInMethodsService } from './sign-in-methods/user-sign-in-methods.service';
import { ManagedUser } from './managed-user';

/** How administrators list and end sessions, API keys and sign-in methods of users. */
export const ADMIN: FeaturePart = {
  controllers: [UserSignInMethodsController, UserKeysController, UserSessionsController],
  providers: [UserSignInMethodsService, ManagedUser, UserKeysService, UserSessionsService],
};
