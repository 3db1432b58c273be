import { couldTakeOverMore } from './take-over.rule';

const ALL = ['users.read', 'users.write', 'roles.write'];
const support = { roles: ['support'], permissions: new Set(['users.read', 'users.write']) };
const admin = { roles: ['admin'], permissions: new Set(ALL) };

describe('Setting the address of an account', () => {
  it('is for support on accounts that hold no role, or the same', () => {
    expect(couldTakeOverMore(support, [], ALL)).toBe(false);
    expect(couldTakeOverMore(support, ['support'], ALL)).toBe(false);
  });

  it('is not for support on an administrator, or whoever holds a role that support does not', () => {
    expect(couldTakeOverMore(support, ['admin'], ALL)).toBe(true);
    expect(couldTakeOverMore(support, ['support', 'moderator'], ALL)).toBe(true);
  });

  it('is for administrators on every account', () => {
    expect(couldTakeOverMore(admin, ['admin', 'moderator'], ALL)).toBe(false);
  });
});
