import { defineProblems } from '@platform/errors/catalogue';

export const AnonymousProblems = defineProblems('auth', {
  anonymous_off: {
    status: 403,
    title: { en: 'There are no anonymous accounts here', de: 'Anonyme Konten gibt es hier nicht' },
  },
  not_anonymous: {
    status: 409,
    title: { en: 'This account is not anonymous', de: 'Dieses Konto ist nicht anonym' },
    detail: {
      en: 'It has something to come in with already. Change that instead.',
      de: 'Es hat schon etwas, womit man hineinkommt. Ändern Sie stattdessen das.',
    },
  },
});
