import { errorText } from './error-text.rule';

describe('The stored text of a failure', () => {
  it('contains no email address', () => {
    const text = errorText(new Error('550 <ada.lovelace@example.org>: no such user, try bob@example.com'));
    expect(text).toBe('Error: 550 <[address]>: no such user, try [address]');
  });

  it('is bounded, also with surrogate pairs', () => {
    expect([...errorText(new Error('😀'.repeat(5000)))]).toHaveLength(400);
  });

  it('is a sentence if something other than an error was thrown', () => {
    expect(errorText({ password: 'secret' })).not.toContain('secret');
  });
});
