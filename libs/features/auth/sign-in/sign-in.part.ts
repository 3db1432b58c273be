import type { FeaturePart } from '@platform/process/feature-part';
import { FollowUpActions } from './follow-up-actions';
import { MfaSignInController } from './mfa-sign-in.controller';
import { MfaSignInService } from './mfa-sign-in.service';
import { NewAccounts } from './new-accounts';
import { SignInFlow } from './sign-in-flow';
import { SignInChecks } from './sign-in-checks';
import { SignInResponse } from './sign-in-response';
import { VerifiedOwner } from './verified-owner';

/** The common last step of all sign-in methods. */
export const SIGN_IN_PART: FeaturePart = {
  controllers: [MfaSignInController],
  providers: [FollowUpActions, MfaSignInService, NewAccounts, SignInFlow, SignInChecks, SignInResponse, VerifiedOwner],
};
