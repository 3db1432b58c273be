import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const ApiKeyProblems = defineProblems('auth', {
  too_many_api_keys: {
    status: 409,
    title: {
      en: 'You have reached the maximum number of API keys',
      de: 'Sie haben die maximale Anzahl an API-Schlüsseln erreicht',
    },
    detail: {
      en: 'You can have up to {max} API keys. Revoke one before you create another.',
      de: 'Sie können bis zu {max} API-Schlüssel haben. Widerrufen Sie einen, bevor Sie einen neuen erstellen.',
    },
  },
});

export const ApiKeyFieldErrors = defineFieldErrors('auth', {
  unknown_scope: {
    en: 'This scope does not exist. Use one of the scopes listed in the documentation.',
    de: 'Diesen Scope gibt es nicht. Verwenden Sie einen der dokumentierten Scopes.',
  },
});
