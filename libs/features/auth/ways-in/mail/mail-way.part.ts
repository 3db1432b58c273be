import type { AuthPart } from '../../auth-part';
import { EmailCodeController } from './email-code.controller';
import { MagicLinkController } from './magic-link.controller';
import { MailWayService } from './mail-way.service';
import { SignInMails } from './sign-in-mails';
import { SignInPageController } from './sign-in-page.controller';

/** By a link or a code that is mailed. */
export const MAIL_WAY: AuthPart = {
  controllers: [EmailCodeController, MagicLinkController, SignInPageController],
  providers: [MailWayService, SignInMails],
};
