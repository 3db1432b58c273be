import { codeMessage } from './code-message.rule';

describe('A text message with a code', () => {
  it.each([
    [
      'en-GB',
      'sign-in',
      '1234 5678 is your Orchard code to sign in. It expires in 10 minutes. Do not share it with anyone.',
    ],
    [
      'de-AT',
      'verification',
      '1234 5678 ist Ihr Orchard-Code zur Bestätigung dieser Telefonnummer. Er ist 10 Minuten gültig. Geben Sie ihn an niemanden weiter.',
    ],
    [
      'fr',
      'second-factor',
      '1234 5678 is your Orchard code to confirm that it is you. It expires in 10 minutes. Do not share it with anyone.',
    ],
  ] as const)(
    'is written in the language of the user, or in English (%s), and says what it is for (%s)',
    (language, purpose, text) => {
      expect(codeMessage(language, { purpose, app: 'Orchard', code: '1234 5678', minutes: 10 })).toBe(text);
    },
  );
});
