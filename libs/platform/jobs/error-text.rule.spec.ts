import { errorText } from './error-text.rule';

describe('The stored text of a failure', () => {
  it('contains no email address', () => {
    const text = errorText(new Error('550 <ada.lovelace@example.org>: no such user, try bob@example.com'));
    expect(text).toBe('Error: 550 <[address]>: no such user, try [address]');
  });

  it('is bounded, also with characters of two halves', () => {
    expect([...errorText(new Error('😀'.repeat(5000)))]).toHaveLength(400);
  });

  it('is a sentence when something else than an error was thrown', () => {
    expect(errorText({ password: 'secret' })).not.toContain('secret');
  });
});
