import { isSameMatch, matchAccount, type AccountMatch, type KnownAccounts } from './account-match.rule';

describe('The account that a verified identity signs in to', () => {
  const owner = { userId: 'owner', isVerified: true };
  const claimant = { userId: 'claimant', isVerified: false };

  it.each<[string, KnownAccounts['linkedTo'], KnownAccounts['holder'], boolean, AccountMatch]>([
    ['no account has it', undefined, undefined, true, { as: 'new-user' }],
    ['no account has it and registration is closed', undefined, undefined, false, { as: 'registration-closed' }],
    ['its address is verified on an account', undefined, owner, true, { as: 'owner', userId: 'owner' }],
    ['the same with closed registration', undefined, owner, false, { as: 'owner', userId: 'owner' }],
    [
      'its address is unverified on an account',
      undefined,
      claimant,
      true,
      { as: 'verified-owner', userId: 'claimant' },
    ],
    ['the same with closed registration', undefined, claimant, false, { as: 'verified-owner', userId: 'claimant' }],
    ['it is linked', 'linked', undefined, true, { as: 'linked', userId: 'linked' }],
    ['the same with closed registration', 'linked', undefined, false, { as: 'linked', userId: 'linked' }],
    ['it is linked, and its address is another account’s', 'linked', owner, true, { as: 'linked', userId: 'linked' }],
    ['the same with closed registration', 'linked', owner, false, { as: 'linked', userId: 'linked' }],
    [
      'it is linked, and its address is unverified on another account',
      'linked',
      claimant,
      true,
      { as: 'linked', userId: 'linked' },
    ],
    ['the same with closed registration', 'linked', claimant, false, { as: 'linked', userId: 'linked' }],
    ['it is linked to the claimant', 'claimant', claimant, true, { as: 'linked', userId: 'claimant' }],
    ['it is linked to the owner', 'owner', owner, false, { as: 'linked', userId: 'owner' }],
  ])('when %s', (_when, linkedTo, holder, isRegistrationOpen, match) => {
    expect(matchAccount({ linkedTo, holder, isRegistrationOpen })).toEqual(match);
  });

  it('differs when the account or the reason differs', () => {
    const matches: AccountMatch[] = [
      { as: 'linked', userId: 'a' },
      { as: 'linked', userId: 'b' },
      { as: 'owner', userId: 'a' },
      { as: 'verified-owner', userId: 'a' },
      { as: 'new-user' },
      { as: 'registration-closed' },
    ];
    for (const [n, one] of matches.entries())
      for (const [m, other] of matches.entries()) expect(isSameMatch(one, { ...other })).toBe(n === m);
  });
});
