import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';

const SIGN_IN: Page = {
  posts: '/v1/auth/magic-link/confirm',
  // An app on this origin uses the refresh cookie. Other apps set PAGES_URL and serve their own page.
  sends: { transport: 'cookie' },
  keepsSession: true,
  title: { en: 'Sign in', de: 'Anmelden' },
  intro: { en: 'You will be signed in on this device.', de: 'Sie werden auf diesem Gerät angemeldet.' },
  button: { en: 'Sign in', de: 'Anmelden' },
  done: {
    en: 'You are signed in. You can return to the app.',
    de: 'Sie sind angemeldet. Sie können zur App zurückkehren.',
  },
  secondFactor: {
    posts: '/v1/auth/login/mfa',
    label: {
      en: 'Code from your authenticator app, or a recovery code',
      de: 'Code Ihrer Authenticator-App oder ein Wiederherstellungscode',
    },
  },
};

/** The page that the link in the mail opens, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class SignInPageController {
  @PageRoute('sign-in')
  signIn() {
    return showPage(SIGN_IN);
  }
}
