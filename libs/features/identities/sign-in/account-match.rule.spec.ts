import { isSameMatch, matchAccount, type AccountMatch, type Known } from './account-match.rule';

describe('The account that a verified identity signs in to', () => {
  const owner = { userId: 'owner', isVerified: true };
  const claimant = { userId: 'claimant', isVerified: false };

  it.each<[string, Known['linkedTo'], Known['holder'], boolean, AccountMatch]>([
    ['nobody knows it', undefined, undefined, true, { as: 'newcomer' }],
    ['nobody knows it, and accounts are not to be had', undefined, undefined, false, { as: 'stranger' }],
    ['its address is proven here', undefined, owner, true, { as: 'owner', userId: 'owner' }],
    ['the same, closed', undefined, owner, false, { as: 'owner', userId: 'owner' }],
    ['its address is only claimed here', undefined, claimant, true, { as: 'rightful-owner', userId: 'claimant' }],
    ['the same, closed', undefined, claimant, false, { as: 'rightful-owner', userId: 'claimant' }],
    ['it is linked', 'linked', undefined, true, { as: 'known', userId: 'linked' }],
    ['the same, closed', 'linked', undefined, false, { as: 'known', userId: 'linked' }],
    ['it is linked, and its address is another account’s', 'linked', owner, true, { as: 'known', userId: 'linked' }],
    ['the same, closed', 'linked', owner, false, { as: 'known', userId: 'linked' }],
    ['it is linked, and its address is claimed elsewhere', 'linked', claimant, true, { as: 'known', userId: 'linked' }],
    ['the same, closed', 'linked', claimant, false, { as: 'known', userId: 'linked' }],
    ['it is linked to the claimant', 'claimant', claimant, true, { as: 'known', userId: 'claimant' }],
    ['it is linked to the owner', 'owner', owner, false, { as: 'known', userId: 'owner' }],
  ])('when %s', (_when, linkedTo, holder, isRegistrationOpen, match) => {
    expect(matchAccount({ linkedTo, holder, isRegistrationOpen })).toEqual(match);
  });

  it('is another as soon as the account or the reason is', () => {
    const comers: AccountMatch[] = [
      { as: 'known', userId: 'a' },
      { as: 'known', userId: 'b' },
      { as: 'owner', userId: 'a' },
      { as: 'rightful-owner', userId: 'a' },
      { as: 'newcomer' },
      { as: 'stranger' },
    ];
    for (const [n, one] of comers.entries())
      for (const [m, other] of comers.entries()) expect(isSameMatch(one, { ...other })).toBe(n === m);
  });
});
