import { defineProblems } from '@platform/errors/catalogue';

export const PasskeyProblems = defineProblems('auth', {
  /** One for whatever was wrong: the passkey, the challenge, the page, the signature. */
  passkey_not_valid: {
    status: 401,
    title: { en: 'This passkey did not let you in', de: 'Mit diesem Passkey ging es nicht' },
    detail: {
      en: 'Ask for a new challenge and try again, or sign in another way.',
      de: 'Fordern Sie eine neue Aufgabe an und versuchen Sie es erneut, oder melden Sie sich anders an.',
    },
  },
  passkey_not_added: {
    status: 422,
    title: { en: 'This passkey could not be added', de: 'Dieser Passkey ließ sich nicht hinzufügen' },
    detail: {
      en: 'It does not answer a challenge that this session has asked for in the last minutes. Begin anew.',
      de: 'Er beantwortet keine Aufgabe, die diese Sitzung in den letzten Minuten angefordert hat. Beginnen Sie neu.',
    },
  },
  passkey_taken: {
    status: 409,
    title: { en: 'This passkey has been added already', de: 'Dieser Passkey ist schon hinzugefügt' },
  },
  passkey_limit: {
    status: 409,
    title: { en: 'You have as many passkeys as you can have', de: 'Sie haben so viele Passkeys, wie möglich sind' },
    detail: {
      en: 'There can be {most}. Remove one you no longer use.',
      de: 'Es können {most} sein. Entfernen Sie einen, den Sie nicht mehr benutzen.',
    },
  },
});
