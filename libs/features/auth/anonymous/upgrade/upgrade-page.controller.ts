import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { FINISHING_PAGE } from '../../registration/finishing-page';

const FINISH_UPGRADE: Page = {
  posts: '/v1/auth/anonymous/upgrade/confirm',
  ...FINISHING_PAGE,
  button: { en: 'Keep the account', de: 'Konto behalten' },
  done: {
    en: 'Done. Your account is yours with this address and password.',
    de: 'Fertig. Das Konto gehört Ihnen mit dieser Adresse und diesem Passwort.',
  },
};

/** Where the link in the mail leads, unless PAGES_URL leads elsewhere. */
@ApiExcludeController()
@Controller()
export class UpgradePageController {
  @PageRoute('finish-upgrade')
  finish() {
    return showPage(FINISH_UPGRADE);
  }
}
