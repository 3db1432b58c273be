import type { FeaturePart } from '@platform/process/feature-part';
import { SignInMethodsController } from './sign-in-methods.controller';
import { SignInMethodsService } from './sign-in-methods.service';

export const SIGN_IN_METHODS_PART: FeaturePart = {
  controllers: [SignInMethodsController],
  providers: [SignInMethodsService],
};
