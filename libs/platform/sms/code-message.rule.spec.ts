import { codeMessage } from './code-message.rule';

describe('A text message with a code', () => {
  it.each([
    ['en-GB', '1234 5678 is your Orchard code. It expires in 10 minutes. Do not share it with anyone.'],
    ['de-AT', '1234 5678 ist Ihr Orchard-Code. Er ist 10 Minuten gültig. Geben Sie ihn an niemanden weiter.'],
    ['fr', '1234 5678 is your Orchard code. It expires in 10 minutes. Do not share it with anyone.'],
  ])('is written in the language of the user, or in English (%s)', (language, text) => {
    expect(codeMessage(language, { app: 'Orchard', code: '1234 5678', minutes: 10 })).toBe(text);
  });
});
