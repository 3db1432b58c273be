import type { FeaturePart } from '@platform/process/feature-part';
import { EmailCodeController } from './email-code.controller';
import { MagicLinkController } from './magic-link.controller';
import { EmailSignInService } from './email-sign-in.service';
import { SignInMails } from './sign-in-mails';
import { SignInPageController } from './sign-in-page.controller';

/** Sign-in with a link or a code that is sent by email. */
export const EMAIL_SIGN_IN_PART: FeaturePart = {
  controllers: [EmailCodeController, MagicLinkController, SignInPageController],
  providers: [EmailSignInService, SignInMails],
};
