import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';

const FINISH_UPGRADE: Page = {
  posts: '/v1/auth/anonymous/upgrade/confirm',
  title: { en: 'Finish your registration', de: 'Ihre Registrierung abschließen' },
  intro: {
    en: 'Type the password you have chosen once more, so that nobody else can finish this for you.',
    de: 'Geben Sie das gewählte Passwort noch einmal ein, damit niemand anderes dies für Sie abschließen kann.',
  },
  button: { en: 'Keep the account', de: 'Konto behalten' },
  done: {
    en: 'Done. Your account is yours with this address and password.',
    de: 'Fertig. Das Konto gehört Ihnen mit dieser Adresse und diesem Passwort.',
  },
  password: { name: 'password', label: { en: 'Password', de: 'Passwort' }, autocomplete: 'current-password' },
  otherwise: {
    code: 'users.username_taken',
    name: 'username',
    label: { en: 'Another username', de: 'Ein anderer Benutzername' },
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
