import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const IdentityProblems = defineProblems('auth', {
  flow_not_valid: {
    status: 401,
    title: {
      en: 'This sign-in was not begun in this browser, or not lately',
      de: 'Diese Anmeldung wurde nicht in diesem Browser begonnen, oder nicht eben erst',
    },
    detail: { en: 'Begin again where you want to sign in.', de: 'Beginnen Sie neu, wo Sie sich anmelden möchten.' },
  },
  provider_not_configured: {
    status: 404,
    title: {
      en: 'This sign-in provider is not configured here',
      de: 'Dieser Anmeldeanbieter ist hier nicht eingerichtet',
    },
    detail: {
      en: 'Use another sign-in method, or ask the operator to configure this provider.',
      de: 'Verwenden Sie eine andere Anmeldemethode, oder bitten Sie den Betreiber, diesen Anbieter einzurichten.',
    },
  },
  provider_declined: {
    status: 401,
    title: { en: 'The sign-in was declined', de: 'Die Anmeldung wurde abgelehnt' },
    detail: {
      en: 'You, or the provider, did not agree to it.',
      de: 'Sie selbst oder der Anbieter haben nicht zugestimmt.',
    },
  },
  provider_refused: {
    status: 401,
    title: { en: 'The provider did not accept this sign-in', de: 'Der Anbieter hat diese Anmeldung nicht angenommen' },
    detail: { en: 'It may have been completed before. Begin again.', de: 'Vielleicht ist sie schon abgeschlossen.' },
  },
  provider_failed: {
    status: 502,
    title: { en: 'The provider did not answer as it should', de: 'Der Anbieter hat nicht richtig geantwortet' },
  },
  id_token_invalid: { status: 401, title: { en: 'The ID token is not valid', de: 'Das ID-Token ist ungültig' } },
  identity_taken: {
    status: 409,
    title: {
      en: 'Another account here signs in with this identity',
      de: 'Mit dieser Identität meldet sich hier ein anderes Konto an',
    },
  },
  identity_yours_already: {
    status: 409,
    title: {
      en: 'You sign in with this identity already',
      de: 'Mit dieser Identität melden Sie sich schon an',
    },
  },
});

export const IdentityFieldErrors = defineFieldErrors('auth', {
  redirect_not_allowed: {
    en: 'This address is not on the list of those that a sign-in may return to.',
    de: 'Diese Adresse steht nicht auf der Liste derer, zu denen eine Anmeldung zurückführen darf.',
  },
  code_or_id_token: {
    en: 'Give either a code and its verifier, or a provider and its ID token.',
    de: 'Geben Sie entweder einen Code und seinen Verifier an oder einen Anbieter und sein ID-Token.',
  },
});
