import { momentIn } from './moment.rule';

describe('A moment in a mail', () => {
  it('is written in the language of the reader, in UTC', () => {
    const at = new Date('2026-11-25T16:03:59Z');
    expect(momentIn('en', at)).toBe('November 25, 2026 at 4:03 PM UTC');
    expect(momentIn('de', at)).toBe('25. November 2026 um 16:03 UTC');
  });
});
