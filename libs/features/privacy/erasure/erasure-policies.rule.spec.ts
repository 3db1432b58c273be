import { policiesIn, policyFault } from './erasure-policies.rule';

describe('The policies of erasures', () => {
  it('are read by the name of the kind of user data', () => {
    expect([...policiesIn(['content=anonymise', 'users.account=delete'])]).toEqual([
      ['content', 'anonymise'],
      ['users.account', 'delete'],
    ]);
  });

  it.each(['content', 'content=', '=delete', 'content=hide', 'content=delete=now', ''])('reject %j', (entry) => {
    expect(policyFault(entry)).toContain(entry);
    expect(policiesIn([entry]).size).toBe(0);
  });

  it('can be delete, anonymise or reassign', () => {
    expect(['a=delete', 'a=anonymise', 'a=reassign'].map(policyFault)).toEqual([undefined, undefined, undefined]);
  });
});
