import { defineProblems } from '@platform/errors/catalogue';

export const PasskeyProblems = defineProblems('auth', {
  /** The same error for every fault (passkey, challenge, origin, signature), so that it reveals nothing to an attacker. */
  passkey_not_valid: {
    status: 401,
    title: { en: 'The passkey could not be verified', de: 'Der Passkey konnte nicht überprüft werden' },
    detail: {
      en: 'Request a new challenge and try again, or use another sign-in method.',
      de: 'Fordern Sie eine neue Challenge an und versuchen Sie es erneut, oder verwenden Sie eine andere Anmeldemethode.',
    },
  },
  passkey_not_added: {
    status: 422,
    title: { en: 'The passkey could not be added', de: 'Der Passkey konnte nicht hinzugefügt werden' },
    detail: {
      en: 'It does not answer a recent challenge of this session. Request a new challenge and try again.',
      de: 'Er beantwortet keine aktuelle Challenge dieser Sitzung. Fordern Sie eine neue Challenge an und versuchen Sie es erneut.',
    },
  },
  passkey_taken: {
    status: 409,
    title: { en: 'This passkey was already added', de: 'Dieser Passkey wurde bereits hinzugefügt' },
    detail: {
      en: 'Sign in with it, or add another passkey.',
      de: 'Melden Sie sich damit an, oder fügen Sie einen anderen Passkey hinzu.',
    },
  },
  passkey_limit: {
    status: 409,
    title: {
      en: 'You have reached the maximum number of passkeys',
      de: 'Sie haben die maximale Anzahl an Passkeys erreicht',
    },
    detail: {
      en: 'You can have up to {most} passkeys. Remove one before you add another.',
      de: 'Sie können bis zu {most} Passkeys haben. Entfernen Sie einen, bevor Sie einen neuen hinzufügen.',
    },
  },
});
