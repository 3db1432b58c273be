import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Page } from '@platform/http/pages/page';
import { PageRoute, showPage } from '@platform/http/pages/show-page';

const SIGN_IN: Page = {
  posts: '/v1/auth/magic-link/confirm',
  // An app on this origin refreshes from the cookie; other apps have the link lead to a page of their own.
  sends: { transport: 'cookie' },
  keepsSession: true,
  title: { en: 'Sign in', de: 'Anmelden' },
  intro: { en: 'Sign in on this device.', de: 'Auf diesem Gerät anmelden.' },
  button: { en: 'Sign in', de: 'Anmelden' },
  done: { en: 'You are signed in. Go back to the app.', de: 'Sie sind angemeldet. Gehen Sie zurück zur App.' },
  secondStep: {
    posts: '/v1/auth/login/mfa',
    label: {
      en: 'The code of your authenticator app, or a recovery code',
      de: 'Der Code Ihrer Authenticator-App oder ein Wiederherstellungscode',
    },
  },
};

/** Where the link in the mail leads, unless PAGES_URL leads elsewhere. */
@ApiExcludeController()
@Controller()
export class SignInPageController {
  @PageRoute('sign-in')
  signIn() {
    return showPage(SIGN_IN);
  }
}
