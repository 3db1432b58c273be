import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const PrivacyProblems = defineProblems('privacy', {
  consent_version_exists: {
    status: 409,
    title: { en: 'This version already exists', de: 'Diese Version gibt es bereits' },
    detail: {
      en: "A version can't be changed. Add the text with a new version.",
      de: 'Eine Version kann nicht geändert werden. Fügen Sie den Text mit einer neuen Version hinzu.',
    },
  },
});

export const PrivacyFieldErrors = defineFieldErrors('privacy', {
  outdated_version: {
    en: 'This is not the current version of the text. Show the current one to the user.',
    de: 'Dies ist nicht die aktuelle Version des Textes. Zeigen Sie dem Benutzer die aktuelle.',
  },
  unknown_language: {
    en: 'The text does not exist in this language. Use a language from the list of consent texts.',
    de: 'Der Text liegt in dieser Sprache nicht vor. Verwenden Sie eine Sprache aus der Liste der Einwilligungstexte.',
  },
  unknown_user: {
    en: 'No user has this ID. Check the ID and try again.',
    de: 'Es gibt keinen Benutzer mit dieser ID. Prüfen Sie die ID und versuchen Sie es erneut.',
  },
  texts_by_language: {
    en: 'Send a text for each language, for example `{ "en": "…" }`.',
    de: 'Senden Sie einen Text für jede Sprache, zum Beispiel `{ "en": "…" }`.',
  },
});
