import type { LoginName } from '@features/users';
import type { SessionId, UserId } from '@platform/ids/ids';

/**
 * The target of a guess. Its kind is part of the key of every counter, so that no input can fill the counters of
 * another kind.
 */
export type AttemptTarget =
  | { readonly kind: 'sign-in'; readonly name: LoginName | undefined; readonly userId: UserId | undefined }
  /** The current password of a signed-in user. */
  | { readonly kind: 'own-password'; readonly userId: UserId; readonly sessionId: SessionId }
  /** Only reached with a first factor or a session. */
  | { readonly kind: 'second-factor'; readonly userId: UserId }
  /** The first code of an app during setup. The session has already received the secret. */
  | { readonly kind: 'second-factor-setup'; readonly userId: UserId; readonly sessionId: SessionId }
  /** The password of a registration, checked when its link or code is used. */
  | { readonly kind: 'registration'; readonly id: string };

export interface AttemptCounter {
  readonly key: readonly string[];
  readonly seconds: number;
  readonly limit: number;
  /**
   * The effect of exceeding the limit. `refuse`: 429 before the guess is checked. `refuse-unknown-networks`: 429 after
   * the check, unless the guess is right and comes from a network the user has signed in from. `fail`: the guess counts
   * as wrong, so that the response does not reveal which names belong to one account.
   */
  readonly beyond: 'refuse' | 'refuse-unknown-networks' | 'fail';
  /** The effect of a right guess: it resets the counter, or is only not counted. */
  readonly whenRight: 'reset' | 'uncount';
}

const QUARTER_HOUR = 15 * 60;
const DAY = 86_400;

/**
 * NIST SP 800-63B-4 allows 100 consecutive failures for an account: 50 + 30 + 20, under all its names. One known network
 * has a lower limit than all together, and so has one session: an attacker on a network of the user, or with a stolen
 * session, cannot lock the user out of the others.
 */
export const LIMITS = {
  pair: 10,
  network: 100,
  name: 50,
  accountFromElsewhere: 50,
  accountFromKnown: 30,
  accountFromKnownNetwork: 20,
  ownPassword: 20,
  ownPasswordInSession: 10,
  secondFactorFromElsewhere: 50,
  secondFactor: 100,
  setup: 10,
  registration: 20,
};

/** Returns the counters of a guess. `isKnown` is true if the user has signed in from this network before. */
export function countersOf(target: AttemptTarget, network: string, isKnown: boolean): AttemptCounter[] {
  // The counters are separate for each kind, so that wrong passwords do not block users at the second factor.
  const ofNetwork = counter(['network', target.kind, network], QUARTER_HOUR, LIMITS.network, 'refuse', 'uncount');
  switch (target.kind) {
    case 'sign-in': {
      const { name, userId } = target;
      if (!name) return [ofNetwork];
      const account = userId === undefined ? ['name', name.kind, name.text] : ['user', userId];
      return [
        pairOf(target.kind, nameKey(name), network),
        ofNetwork,
        counter(['name', ...nameKey(name)], DAY, LIMITS.name, 'refuse-unknown-networks', 'uncount'),
        ...(isKnown ? fromKnown(account, network) : [fromElsewhere(account)]),
      ];
    }
    case 'own-password':
      return [
        pairOf(target.kind, [target.userId], network),
        ofNetwork,
        counter([target.kind, target.userId], DAY, LIMITS.ownPassword, 'refuse', 'reset'),
        counter([target.kind, 'session', target.sessionId], DAY, LIMITS.ownPasswordInSession, 'refuse', 'reset'),
      ];
    case 'second-factor': {
      const key = [target.kind, target.userId];
      const elsewhere = counter([...key, 'elsewhere'], DAY, LIMITS.secondFactorFromElsewhere, 'refuse', 'reset');
      return [
        pairOf(target.kind, [target.userId], network),
        ofNetwork,
        ...(isKnown ? [] : [elsewhere]),
        counter([...key, 'anywhere'], DAY, LIMITS.secondFactor, 'refuse', 'reset'),
      ];
    }
    case 'second-factor-setup':
      return [counter([target.kind, target.sessionId], QUARTER_HOUR, LIMITS.setup, 'refuse', 'reset')];
    case 'registration':
      // Users can register again to get a new link, so this limit is low and applies to all networks.
      return [ofNetwork, counter([target.kind, target.id], DAY, LIMITS.registration, 'refuse', 'reset')];
  }
}

/** Returns the counters that a password reset clears, so that guesses of an attacker do not lock out the owner. */
export function countersToClear(userId: UserId, names: readonly LoginName[], network: string): string[][] {
  return [
    ...names.flatMap((name) => [pairKey('sign-in', nameKey(name), network), ['name', ...nameKey(name)]]),
    ...fromKnown(['user', userId], network).map(({ key }) => [...key]),
    [...fromElsewhere(['user', userId]).key],
    pairKey('own-password', [userId], network),
    ['own-password', userId],
  ];
}

function fromElsewhere(account: readonly string[]): AttemptCounter {
  return counter(['account from elsewhere', ...account], DAY, LIMITS.accountFromElsewhere, 'fail', 'uncount');
}

function fromKnown(account: readonly string[], network: string): AttemptCounter[] {
  return [
    counter(['account from known', ...account], DAY, LIMITS.accountFromKnown, 'fail', 'reset'),
    counter(['account from one known', network, ...account], DAY, LIMITS.accountFromKnownNetwork, 'fail', 'reset'),
  ];
}

function pairOf(kind: AttemptTarget['kind'], owner: readonly string[], network: string): AttemptCounter {
  return counter(pairKey(kind, owner, network), QUARTER_HOUR, LIMITS.pair, 'refuse', 'reset');
}

function pairKey(kind: AttemptTarget['kind'], owner: readonly string[], network: string): string[] {
  return ['pair', kind, ...owner, network];
}

function nameKey({ kind, text }: LoginName): string[] {
  return [kind, text];
}

function counter(
  key: readonly string[],
  seconds: number,
  limit: number,
  beyond: AttemptCounter['beyond'],
  whenRight: AttemptCounter['whenRight'],
): AttemptCounter {
  return { key, seconds, limit, beyond, whenRight };
}
