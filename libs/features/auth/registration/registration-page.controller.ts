import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';

const FINISH_REGISTRATION: Page = {
  posts: '/v1/auth/register/confirm',
  title: { en: 'Finish your registration', de: 'Ihre Registrierung abschließen' },
  intro: {
    en: 'Type the password you have chosen once more, so that nobody else can finish this for you.',
    de: 'Geben Sie das gewählte Passwort noch einmal ein, damit niemand anderes dies für Sie abschließen kann.',
  },
  button: { en: 'Create the account', de: 'Konto anlegen' },
  done: { en: 'Done. Your account is there: sign in.', de: 'Fertig. Ihr Konto ist da: Melden Sie sich an.' },
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
export class RegistrationPageController {
  @PageRoute('finish-registration')
  finish() {
    return showPage(FINISH_REGISTRATION);
  }
}
