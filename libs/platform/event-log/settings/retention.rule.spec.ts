import { faultOfRetention, retentionOf } from './retention.rule';

describe('The retention of events', () => {
  const entries = ['*=1000', 'auth.*=400', 'auth.sign_in_failed=90'];

  it('is that of the longest pattern that matches the type', () => {
    expect(retentionOf(entries, 'auth.sign_in_failed')).toBe(90);
    expect(retentionOf(entries, 'auth.signed_in')).toBe(400);
    expect(retentionOf(entries, 'users.registered')).toBe(1000);
    expect(retentionOf(['app.*=30'], 'users.registered')).toBeUndefined();
    expect(retentionOf([], 'users.registered')).toBeUndefined();
  });

  it.each(['auth', 'auth.*', 'auth*=5', 'Auth.*=5', 'auth.*=0', 'auth.*=x', '=5', 'auth.signed_in=1'])(
    'rejects %s',
    (entry) => expect(faultOfRetention(entry)).toBeDefined(),
  );

  it.each(entries)('accepts %s', (entry) => expect(faultOfRetention(entry)).toBeUndefined());
});
