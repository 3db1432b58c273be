import { defineProblems } from '@platform/errors/catalogue';

export const AnonymousProblems = defineProblems('auth', {
  anonymous_disabled: {
    status: 403,
    title: { en: 'Anonymous accounts are disabled', de: 'Anonyme Konten sind deaktiviert' },
    detail: { en: 'Register an account instead.', de: 'Registrieren Sie stattdessen ein Konto.' },
  },
  not_anonymous: {
    status: 409,
    title: { en: 'This account is not anonymous', de: 'Dieses Konto ist nicht anonym' },
    detail: {
      en: 'It already has a sign-in method. Change that one instead.',
      de: 'Es hat bereits eine Anmeldemethode. Ändern Sie stattdessen diese.',
    },
  },
});
