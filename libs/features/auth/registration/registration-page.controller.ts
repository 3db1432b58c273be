import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { FINISHING_PAGE } from './finishing-page';

const FINISH_REGISTRATION: Page = {
  posts: '/v1/auth/register/confirm',
  ...FINISHING_PAGE,
  button: { en: 'Create the account', de: 'Konto anlegen' },
  done: { en: 'Done. Your account is there: sign in.', de: 'Fertig. Ihr Konto ist da: Melden Sie sich an.' },
};

/** Where the link in the mail leads, unless PAGES_URL leads elsewhere. */
@ApiExcludeController()
@Controller()
export class RegistrationPageController {
  @PageRoute('finish-registration')
  finish() {
    return showPage(FINISH_REGISTRATION);
  }
}
