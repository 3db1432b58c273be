import type { UserId } from '@platform/ids/ids';
import { isSameMatch, matchAccount, type AccountMatch, type KnownAccounts } from './account-match.rule';

describe('The account that a verified identity signs in to', () => {
  const [OWNER, CLAIMANT, LINKED] = ['owner', 'claimant', 'linked'] as [UserId, UserId, UserId];
  const owner = { userId: OWNER, isVerified: true };
  const claimant = { userId: CLAIMANT, isVerified: false };

  it.each<[string, KnownAccounts['linkedTo'], KnownAccounts['holder'], boolean, AccountMatch]>([
    ['no account has it', undefined, undefined, true, { as: 'new-user' }],
    ['no account has it and registration is closed', undefined, undefined, false, { as: 'registration-closed' }],
    ['its address is verified on an account', undefined, owner, true, { as: 'owner', userId: OWNER }],
    ['the same with closed registration', undefined, owner, false, { as: 'owner', userId: OWNER }],
    ['its address is unverified on an account', undefined, claimant, true, { as: 'verified-owner', userId: CLAIMANT }],
    ['the same with closed registration', undefined, claimant, false, { as: 'verified-owner', userId: CLAIMANT }],
    ['it is linked', LINKED, undefined, true, { as: 'linked', userId: LINKED }],
    ['the same with closed registration', LINKED, undefined, false, { as: 'linked', userId: LINKED }],
    ['it is linked, and its address is another account’s', LINKED, owner, true, { as: 'linked', userId: LINKED }],
    ['the same with closed registration', LINKED, owner, false, { as: 'linked', userId: LINKED }],
    [
      'it is linked, and its address is unverified on another account',
      LINKED,
      claimant,
      true,
      { as: 'linked', userId: LINKED },
    ],
    ['the same with closed registration', LINKED, claimant, false, { as: 'linked', userId: LINKED }],
    ['it is linked to the claimant', CLAIMANT, claimant, true, { as: 'linked', userId: CLAIMANT }],
    ['it is linked to the owner', OWNER, owner, false, { as: 'linked', userId: OWNER }],
  ])('when %s', (_when, linkedTo, holder, isRegistrationOpen, match) => {
    expect(matchAccount({ linkedTo, holder, isRegistrationOpen })).toEqual(match);
  });

  it('differs when the account or the reason differs', () => {
    const matches: AccountMatch[] = [
      { as: 'linked', userId: 'a' as UserId },
      { as: 'linked', userId: 'b' as UserId },
      { as: 'owner', userId: 'a' as UserId },
      { as: 'verified-owner', userId: 'a' as UserId },
      { as: 'new-user' },
      { as: 'registration-closed' },
    ];
    for (const [n, one] of matches.entries())
      for (const [m, other] of matches.entries()) expect(isSameMatch(one, { ...other })).toBe(n === m);
  });
});
