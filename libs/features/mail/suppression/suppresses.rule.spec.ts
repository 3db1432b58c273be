import { isStricter, suppresses } from './suppresses.rule';

describe('A suppressed address', () => {
  it('receives no emails at all after a bounce', () => {
    expect([suppresses('bounce', 'account'), suppresses('bounce', 'notification')]).toEqual([true, true]);
  });

  it('receives no notifications after a complaint, but the emails that the user needs or asks for', () => {
    expect([suppresses('complaint', 'account'), suppresses('complaint', 'notification')]).toEqual([false, true]);
  });

  it('stays suppressed for the stricter reason', () => {
    expect(isStricter('bounce', 'complaint')).toBe(true);
    expect(isStricter('complaint', 'bounce')).toBe(false);
    expect(isStricter('bounce', 'bounce')).toBe(false);
  });
});
