import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const IdentityProblems = defineProblems('auth', {
  flow_not_valid: {
    status: 401,
    title: {
      en: 'This sign-in has expired or was started in another browser',
      de: 'Diese Anmeldung ist abgelaufen oder wurde in einem anderen Browser begonnen',
    },
    detail: {
      en: 'Return to the app and start the sign-in again.',
      de: 'Kehren Sie zur App zurück und beginnen Sie die Anmeldung erneut.',
    },
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
    title: { en: 'The sign-in was cancelled or declined', de: 'Die Anmeldung wurde abgebrochen oder abgelehnt' },
    detail: {
      en: 'Start the sign-in again and give your consent at the provider, or use another sign-in method.',
      de: 'Beginnen Sie die Anmeldung erneut und stimmen Sie beim Anbieter zu, oder verwenden Sie eine andere Anmeldemethode.',
    },
  },
  provider_refused: {
    status: 401,
    title: { en: 'The provider did not accept this sign-in', de: 'Der Anbieter hat diese Anmeldung nicht akzeptiert' },
    detail: {
      en: 'The sign-in may already be complete. If it is not, start it again.',
      de: 'Die Anmeldung ist möglicherweise bereits abgeschlossen. Beginnen Sie sie andernfalls erneut.',
    },
  },
  provider_failed: {
    status: 502,
    title: {
      en: 'The sign-in provider returned an unexpected response',
      de: 'Der Anmeldeanbieter hat unerwartet geantwortet',
    },
    detail: {
      en: 'Try again later, or use another sign-in method.',
      de: 'Versuchen Sie es später erneut, oder verwenden Sie eine andere Anmeldemethode.',
    },
  },
  id_token_invalid: {
    status: 401,
    title: { en: 'The ID token is not valid', de: 'Das ID-Token ist ungültig' },
    detail: {
      en: 'Request a new ID token from the provider and try again.',
      de: 'Fordern Sie beim Anbieter ein neues ID-Token an und versuchen Sie es erneut.',
    },
  },
  identity_taken: {
    status: 409,
    title: {
      en: 'This identity is linked to another account',
      de: 'Diese Identität ist mit einem anderen Konto verknüpft',
    },
    detail: {
      en: 'Unlink it from the other account first.',
      de: 'Heben Sie zuerst die Verknüpfung mit dem anderen Konto auf.',
    },
  },
  too_many_identities: {
    status: 409,
    title: {
      en: 'You have reached the maximum number of linked identities',
      de: 'Sie haben die maximale Anzahl an verknüpften Identitäten erreicht',
    },
    detail: {
      en: 'You can link up to {max}. Unlink one before you link another.',
      de: 'Sie können bis zu {max} verknüpfen. Heben Sie eine Verknüpfung auf, bevor Sie eine neue anlegen.',
    },
  },
  identity_already_linked: {
    status: 409,
    title: {
      en: 'This identity is already linked to your account',
      de: 'Diese Identität ist bereits mit Ihrem Konto verknüpft',
    },
    detail: { en: 'You can sign in with it.', de: 'Sie können sich damit anmelden.' },
  },
});

export const IdentityFieldErrors = defineFieldErrors('auth', {
  redirect_not_allowed: {
    en: 'This redirect URI is not on the list of allowed redirect URIs.',
    de: 'Diese Redirect-URI steht nicht auf der Liste der erlaubten Redirect-URIs.',
  },
  code_or_id_token: {
    en: 'Send either `code` and `codeVerifier`, or `provider` and `idToken`.',
    de: 'Senden Sie entweder `code` und `codeVerifier` oder `provider` und `idToken`.',
  },
});
