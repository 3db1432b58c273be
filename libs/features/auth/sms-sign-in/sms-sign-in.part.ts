import type { FeaturePart } from '@platform/process/feature-part';
import { SignInTextMessages } from './sign-in-text-messages';
import { SmsSignInController } from './sms-sign-in.controller';
import { SmsSignInService } from './sms-sign-in.service';

/** Sign-in with a code that is sent to the verified phone number of the account. */
export const SMS_SIGN_IN_PART: FeaturePart = {
  controllers: [SmsSignInController],
  providers: [SignInTextMessages, SmsSignInService],
};
