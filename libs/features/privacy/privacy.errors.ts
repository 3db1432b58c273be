import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const PrivacyProblems = defineProblems('privacy', {
  consent_version_exists: {
    status: 409,
    title: { en: 'This version already exists', de: 'Diese Version gibt es bereits' },
    detail: {
      en: 'A text never changes. Add it with another version.',
      de: 'Ein Text ändert sich nie. Fügen Sie ihn mit einer anderen Version hinzu.',
    },
  },
});

export const PrivacyFieldErrors = defineFieldErrors('privacy', {
  outdated_version: {
    en: 'This is not the current version of the text. Show the current one to the user.',
    de: 'Dies ist nicht die aktuelle Version des Textes. Zeigen Sie dem Benutzer die aktuelle.',
  },
  unknown_language: {
    en: 'The text does not exist in this language.',
    de: 'Den Text gibt es nicht in dieser Sprache.',
  },
  unknown_user: {
    en: 'There is no user with this ID.',
    de: 'Es gibt keinen Benutzer mit dieser ID.',
  },
  texts_by_language: {
    en: 'Send a text for each language, for example `{ "en": "…" }`.',
    de: 'Senden Sie einen Text für jede Sprache, zum Beispiel `{ "en": "…" }`.',
  },
});
