import type { UserId, SessionId } from '@platform/ids/ids';
import { countersOf, LIMITS, type AttemptTarget } from './attempt-counters.rule';

const NAME = { kind: 'email', text: 'ada@example.com' } as const;
const USER = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' as UserId;
const SESSION = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e60' as SessionId;
const TARGETS: readonly AttemptTarget[] = [
  { kind: 'sign-in', name: NAME, userId: USER },
  { kind: 'sign-in', name: NAME, userId: undefined },
  { kind: 'own-password', userId: USER, sessionId: SESSION },
  { kind: 'second-factor', userId: USER },
  { kind: 'second-factor-setup', userId: USER, sessionId: SESSION },
  { kind: 'registration', id: USER },
];

describe('The counters of a failed attempt', () => {
  const keysOf = (target: AttemptTarget, network = '203.0.113.1', isKnown = false) =>
    countersOf(target, network, isKnown).map(({ key }) => key.join('\0'));

  it('are separate for each kind of attempt', () => {
    const keys = TARGETS.filter((target) => target.kind !== 'sign-in' || target.userId).map((target) => keysOf(target));
    expect(new Set(keys.flat()).size).toBe(keys.flat().length);
  });

  it('allow at most 100 passwords per account and day, across all of its names and all networks', () => {
    expect(LIMITS.accountFromElsewhere + LIMITS.accountFromKnown + LIMITS.ownPassword).toBeLessThanOrEqual(100);
  });

  it('count all names of an account together, and count unknown names in the same way', () => {
    const username = { kind: 'username', text: 'ada' } as const;
    const both = [NAME, username].map((name) => keysOf({ kind: 'sign-in', name, userId: USER }));
    expect(both[0]?.filter((key) => both[1]?.includes(key)).map((key) => key.split('\0')[0])).toEqual([
      'network',
      'account from elsewhere',
    ]);
    expect(keysOf({ kind: 'sign-in', name: NAME, userId: undefined })).toHaveLength(4);
  });

  it('are only the network counter for an invalid name', () => {
    expect(keysOf({ kind: 'sign-in', name: undefined, userId: undefined })).toEqual([
      'network\0sign-in\x00203.0.113.1',
    ]);
  });

  it('are separate for each network that the user has signed in from', () => {
    const target = { kind: 'sign-in', name: NAME, userId: USER } as const;
    const accountKeys = (network: string, isKnown: boolean) =>
      keysOf(target, network, isKnown).filter((key) => key.startsWith('account'));
    const [home, office, elsewhere] = [accountKeys('1', true), accountKeys('2', true), accountKeys('3', false)];
    expect(elsewhere?.filter((key) => home?.includes(key))).toEqual([]);
    expect(home?.filter((key) => office?.includes(key))).toHaveLength(1);
  });
});
