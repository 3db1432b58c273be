import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { FINISHING_PAGE } from '../../registration/finishing-page';

const FINISH_UPGRADE: Page = {
  posts: '/v1/auth/anonymous/upgrade/confirm',
  ...FINISHING_PAGE,
  button: { en: 'Keep account', de: 'Konto behalten' },
  done: {
    en: 'Your account has been saved. You can now sign in with this email address and password.',
    de: 'Ihr Konto wurde gespeichert. Sie können sich jetzt mit dieser E-Mail-Adresse und diesem Passwort anmelden.',
  },
};

/** The page that the link in the mail opens, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class UpgradePageController {
  @PageRoute('finish-upgrade')
  finish() {
    return showPage(FINISH_UPGRADE);
  }
}
