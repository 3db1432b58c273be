import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { newPasswordField } from '../password/new-password-field';
import { AuthConfig } from '../auth.config';
import { FINISHING_PAGE } from './finishing-page';

const FINISH_REGISTRATION: Page = {
  posts: '/v1/auth/register/confirm',
  ...FINISHING_PAGE,
  button: { en: 'Create account', de: 'Konto anlegen' },
  done: {
    en: 'Your account has been created. You can now sign in.',
    de: 'Ihr Konto wurde angelegt. Sie können sich jetzt anmelden.',
  },
};

/** For a registration without a password: the user chooses it on this page. */
const createAccountPage = (passwordMinLength: number): Page => ({
  ...FINISH_REGISTRATION,
  intro: {
    en: 'This step confirms your email address. Choose a password for your account.',
    de: 'Mit diesem Schritt wird Ihre E-Mail-Adresse bestätigt. Wählen Sie ein Passwort für Ihr Konto.',
  },
  password: newPasswordField(passwordMinLength),
});

/** The pages that links in mails open, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class RegistrationPageController {
  constructor(private readonly config: AuthConfig) {}

  @PageRoute('finish-registration')
  finish() {
    return showPage(FINISH_REGISTRATION);
  }

  @PageRoute('create-account')
  create() {
    return showPage(createAccountPage(this.config.passwordMinLength));
  }
}
