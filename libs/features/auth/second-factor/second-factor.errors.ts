import { defineProblems } from '@platform/errors/catalogue';

export const SecondFactorProblems = defineProblems('auth', {
  wrong_code: {
    status: 401,
    title: {
      en: 'This code is not right, or was used before',
      de: 'Dieser Code stimmt nicht oder wurde schon benutzt',
    },
  },
  wrong_second_factor: {
    status: 403,
    title: {
      en: 'This code is wrong or was already used',
      de: 'Dieser Code ist falsch oder wurde bereits verwendet',
    },
  },
  totp_already_on: {
    status: 409,
    title: { en: 'An authenticator app is set up already', de: 'Eine Authenticator-App ist schon eingerichtet' },
    detail: { en: 'Remove it before you set up another.', de: 'Entfernen Sie sie, bevor Sie eine andere einrichten.' },
  },
  totp_not_on: {
    status: 409,
    title: { en: 'No authenticator app is set up', de: 'Es ist keine Authenticator-App eingerichtet' },
  },
  nothing_to_step_up_with: {
    status: 409,
    title: { en: 'This account has nothing to prove here', de: 'Dieses Konto hat hier nichts vorzuweisen' },
    detail: {
      en: 'Sign in again the way you did before: for a while after it you may do what is sensitive.',
      de: 'Melden Sie sich neu an, wie zuvor: Danach dürfen Sie eine Weile lang tun, was heikel ist.',
    },
  },
});
