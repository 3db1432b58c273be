import { bytesOf, claimsFaults, mergedClaims } from './role-claims.rule';

describe('The claims of a role', () => {
  it('can be strings, numbers, Booleans and lists of strings', () => {
    expect(claimsFaults({ plan: 'pro', seats: 5, beta: true, regions: ['eu', 'us'] })).toEqual([]);
    expect(claimsFaults(undefined)).toEqual([]);
  });

  it.each([
    { plan: { name: 'pro' } },
    { plan: null },
    { regions: [1] },
    { regions: [['eu']] },
    { 'not a name': 1 },
    { ['x'.repeat(41)]: 1 },
    { seats: Number.NaN },
  ])('cannot be %j', (claims) => {
    expect(claimsFaults(claims)).toHaveLength(1);
  });

  it('are merged in the order of the roles, and lists are joined', () => {
    const merged = mergedClaims([
      { plan: 'basic', regions: ['eu'] },
      { plan: 'pro', regions: ['eu', 'us'], beta: true },
    ]);
    expect(merged).toEqual({ plan: 'pro', regions: ['eu', 'us'], beta: true });
  });

  it('are counted in bytes, as in a token', () => {
    expect(bytesOf([null, {}, { plan: 'ü' }])).toBe(Buffer.byteLength('{"plan":"ü"}'));
  });
});
