import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const ApiKeyProblems = defineProblems('auth', {
  too_many_api_keys: {
    status: 409,
    title: { en: 'You have as many API keys as you can have', de: 'Mehr API-Schlüssel können Sie nicht haben' },
    detail: { en: 'Revoke one of the {max} first.', de: 'Widerrufen Sie erst einen der {max}.' },
  },
});

export const ApiKeyFieldErrors = defineFieldErrors('auth', {
  unknown_scope: { en: 'There is no such scope.', de: 'Diesen Geltungsbereich gibt es nicht.' },
});
