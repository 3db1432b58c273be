import { Injectable } from '@nestjs/common';
import type { LoginName } from '@features/users';
import { currentWork, withTime, type WorkContext } from '@platform/context/work-context';
import { Problem } from '@platform/errors/problem';
import { asUnavailable } from '@platform/persistence/failures';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import { DUMMY_USER_ID } from '../dummy-user-id';
import { AttemptRepository } from './attempt.repository';
import { countersOf, countersToClear, type AttemptCounter, type AttemptTarget } from './attempt-counters.rule';
import { PendingAttempts, type PendingAttempt } from './pending-attempts';

const WITH_RIGHT_CREDENTIALS: readonly string[] = [
  'auth.account_suspended',
  'auth.account_closed',
  'auth.consent_required',
];
const DECREMENT_TIMEOUT_MS = 5000;
const RETURN_OWED_AFTER_MS = 1000;

export interface Attempt {
  /**
   * Returns whether the guess counts as right. Throws 429 after too many guesses at this name from unknown networks. Must
   * be called after the check, so that the response does not reveal whether the account exists.
   */
  evaluate(isRight: boolean): Promise<boolean>;
  /** Must be called in the transaction that a right guess allows. */
  succeeded(): Promise<void>;
  /** Runs a part of the attempt. If it fails because the service is unavailable, the attempt does not count. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

interface Counted extends AttemptCounter {
  readonly bucket: Buffer;
}

/**
 * Login throttling. Guesses from other networks cannot lock users out of networks that they have signed in from. Names
 * without an account are counted and rejected like those with one.
 */
@Injectable()
export class LoginThrottle {
  /** By request: the user who has signed in from the network of the request within a day before. */
  private readonly recent = new WeakMap<WorkContext, UserId>();
  private readonly owed = new PendingAttempts();
  private isReturnScheduled = false;

  constructor(
    private readonly attempts: AttemptRepository,
    private readonly keyring: Keyring,
  ) {}

  async attempt(target: AttemptTarget): Promise<Attempt> {
    const network = networkOfCaller();
    const userId = target.kind === 'registration' ? undefined : target.userId;
    const known = await this.attempts.knownNetwork(userId ?? DUMMY_USER_ID, this.hashOf(network));
    const isKnown = known !== undefined;
    const work = currentWork();
    if (work && userId && known?.isRecent) this.recent.set(work, userId);
    const counters = countersOf(target, network, isKnown).map((counter) => ({
      ...counter,
      bucket: this.bucket(counter.key),
    }));
    const counts = await this.count(counters);
    const exceeded = counters.filter(({ limit }, at) => (counts[at] ?? 0) > limit);
    if (exceeded.some(({ beyond }) => beyond === 'refuse')) {
      // The guess is not checked, so it must not count in the longer counters.
      await this.attempts.decrementEach(counters.map(({ bucket }) => bucket));
      await this.refuse(exceeded);
    }
    return {
      evaluate: async (isRight) => {
        const fromUnknownNetworks = exceeded.filter(({ beyond }) => beyond === 'refuse-unknown-networks');
        if (fromUnknownNetworks.length > 0 && !(isRight && isKnown)) await this.refuse(fromUnknownNetworks);
        return isRight && !exceeded.some(({ beyond }) => beyond === 'fail');
      },
      succeeded: async () => {
        const bucketsThat = (effect: AttemptCounter['whenRight']) =>
          counters.filter(({ whenRight }) => whenRight === effect).map(({ bucket }) => bucket);
        await this.attempts.clear(bucketsThat('reset'));
        await this.attempts.decrementEach(bucketsThat('uncount'));
      },
      during: async (work) => {
        try {
          return await work();
        } catch (error) {
          if (isNoGuess(error)) this.owe(counters.map((counter) => owedTo(counter)));
          throw error;
        }
      },
    };
  }

  /** Returns whether the user has signed in from this network before. */
  async isKnownNetwork(userId: UserId, network: string): Promise<boolean> {
    return (await this.attempts.knownNetwork(userId, this.hashOf(network))) !== undefined;
  }

  /** Called when a session is opened, which is after the second factor. */
  async rememberNetwork(userId: UserId): Promise<void> {
    const work = currentWork();
    // The time of the earlier sign-in is exact enough, and saves a statement.
    if (work && this.recent.get(work) === userId) return;
    await this.attempts.rememberNetwork(userId, this.hashOf(networkOfCaller()));
  }

  async forgetNetworksOf(userId: UserId): Promise<void> {
    const work = currentWork();
    if (work) this.recent.delete(work);
    await this.attempts.forgetNetworksOf(userId);
  }

  /** Called when the owner has reset the password. Clears the failed attempts that would lock the owner out. */
  async clearFailures(userId: UserId, names: readonly LoginName[]): Promise<void> {
    const keys = countersToClear(userId, names, networkOfCaller());
    await this.attempts.clear(keys.map((key) => this.bucket(key)));
  }

  private async count(counters: readonly Counted[]): Promise<number[]> {
    const buckets = counters.map(({ bucket, seconds }) => ({ key: bucket, seconds }));
    const owed = this.owed.take(buckets.map(({ key }) => key));
    try {
      return await this.attempts.count(buckets, owed);
    } catch (error) {
      this.owe(owed);
      throw error;
    }
  }

  /** A failed write is likely to fail again at once, so it is retried later until it succeeds. */
  private owe(owed: readonly PendingAttempt[]): void {
    for (const entry of owed) this.owed.add(entry);
    if (this.isReturnScheduled || this.owed.isEmpty) return;
    this.isReturnScheduled = true;
    setTimeout(() => void this.returnOwed(), RETURN_OWED_AFTER_MS).unref();
  }

  private async returnOwed(): Promise<void> {
    this.isReturnScheduled = false;
    const owed = this.owed.take();
    await withTime(DECREMENT_TIMEOUT_MS, () => this.attempts.decrement(owed)).catch(() => this.owe(owed));
  }

  private async refuse(exceeded: readonly Counted[]): Promise<never> {
    const visible = exceeded.filter(({ beyond }) => beyond !== 'fail');
    const waits = await Promise.all(visible.map(({ bucket }) => this.attempts.secondsLeft(bucket)));
    const seconds = Math.max(...waits);
    throw AuthProblems.too_many_attempts({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
  }

  private hashOf(network: string): Buffer {
    return this.bucket(['known', network]);
  }

  /** The hash is keyed, so that the table reveals neither accounts nor networks. */
  private bucket(key: readonly string[]): Buffer {
    return keyedHash(this.keyring.current('system').secret, key.join('\0'));
  }
}

function networkOfCaller(): string {
  return currentWork()?.origin?.network ?? 'local';
}

function owedTo({ bucket, seconds }: Counted): PendingAttempt {
  return { key: bucket, attempts: 1, until: performance.now() + seconds * 1000 };
}

/**
 * Whether the attempt does not count: the database is unavailable, the hash queue is full, or the credential of a
 * suspended or closed account is right.
 */
function isNoGuess(error: unknown): boolean {
  if (!(error instanceof Problem)) return asUnavailable(error) !== undefined;
  return error.status === 503 || WITH_RIGHT_CREDENTIALS.includes(error.code);
}
