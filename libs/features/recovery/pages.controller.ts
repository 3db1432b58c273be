import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { CONFIRM_EMAIL, RESET_PASSWORD, UNDO_EMAIL_CHANGE, VERIFY_EMAIL } from './recovery.pages';

/** The pages that links in this feature's mails open, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class RecoveryPagesController {
  @PageRoute('reset-password')
  resetPassword() {
    return showPage(RESET_PASSWORD);
  }

  @PageRoute('verify-email')
  verifyEmail() {
    return showPage(VERIFY_EMAIL);
  }

  @PageRoute('confirm-email')
  confirmEmail() {
    return showPage(CONFIRM_EMAIL);
  }

  @PageRoute('undo-email-change')
  undoEmailChange() {
    return showPage(UNDO_EMAIL_CHANGE);
  }
}
