import type { AuthPart } from '../auth-part';
import { SignInMethodsController } from './sign-in-methods.controller';
import { SignInMethodsService } from './sign-in-methods.service';

export const SIGN_IN_METHODS_PART: AuthPart = {
  controllers: [SignInMethodsController],
  providers: [SignInMethodsService],
};
