import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { Problem } from '@platform/errors/problem';
import { asUnavailable } from '@platform/persistence/failures';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';
import { AuthProblems } from '../auth.errors';
import { AttemptRepository } from './attempt.repository';
import { NOBODY } from '../nobody';
import { OwedAttempts, type OwedAttempt } from './owed-attempts';

const MINUTE = 60;
const DAY = 86_400;
/**
 * NIST SP 800-63B-4: at most 100 failures in a row per account. An account has two names that can be guessed at, and
 * counting them as one would tell that they belong together, so each has half. Per network: a quarter of an hour.
 */
const LIMITS = { pair: 10, strangers: 50, network: 100, anywhere: 100 };
const SECONDS = { pair: 15 * MINUTE, strangers: DAY, network: 15 * MINUTE, anywhere: DAY };
const GIVE_BACK_AFTER_MS = 1000;

export interface Attempt {
  /**
   * Once it is known whether the guess was right: refuses it where strangers have guessed too often. Not before: from
   * a network the user has come from a right guess is let in, and whether there is one must not show by the others.
   */
  judge(isRight: boolean): Promise<void>;
  /** It was right: guesses so far are forgiven. */
  succeeded(): Promise<void>;
  /** A part of the attempt. If it fails through no fault of the caller's, nothing was guessed, and it does not count. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

interface Bucket {
  readonly key: Buffer;
  readonly seconds: number;
  readonly limit: number;
}

/**
 * Slows guessing down without handing anybody the means to lock a user out: from networks a user has signed in
 * from, only that network's own guesses hold up whoever guesses right; the bucket that all fill together only stops
 * strangers. Names that do not exist are counted and refused alike, so the brake does not tell which do.
 */
@Injectable()
export class GuessBrake {
  private readonly owed = new OwedAttempts();
  private givesBackSoon = false;

  constructor(
    private readonly attempts: AttemptRepository,
    private readonly keyring: Keyring,
  ) {}

  /** `alsoFromKnown`: of what comes after a password no network may guess without an end, known or not. */
  async attempt(login: string, userId: string | undefined, { alsoFromKnown = false } = {}): Promise<Attempt> {
    const network = networkOfCaller();
    const who = login.toLowerCase();
    const pair = { key: this.key('pair', who, network), seconds: SECONDS.pair, limit: LIMITS.pair };
    const ofNetwork = { key: this.key('network', network), seconds: SECONDS.network, limit: LIMITS.network };
    const strangers = { key: this.key('strangers', who), seconds: SECONDS.strangers, limit: LIMITS.strangers };
    const anywhere = alsoFromKnown
      ? [{ key: this.key('anywhere', who), seconds: SECONDS.anywhere, limit: LIMITS.anywhere }]
      : [];
    const isKnown = await this.attempts.isKnownNetwork(userId ?? NOBODY, this.hashOf(network));
    const buckets = [pair, ofNetwork, ...(alsoFromKnown && isKnown ? [] : [strangers]), ...anywhere];
    const counts = await this.count(buckets);
    const over = buckets.filter(({ limit }, at) => (counts[at] ?? 0) > limit);
    const isCrowded = over.includes(strangers);
    const isJudgedLater = isCrowded && over.length === 1 && !alsoFromKnown;
    if (over.length > 0 && !isJudgedLater) await this.refuse(over);
    return {
      judge: async (isRight) => {
        if (isCrowded && !(isRight && isKnown)) await this.refuse([strangers]);
      },
      succeeded: async () => {
        // What strangers have guessed at a name stands: that it was forgotten would tell that its owner is there.
        const [forgotten, ownOnly] = alsoFromKnown
          ? [[pair, strangers, ...anywhere], [ofNetwork]]
          : [[pair], [ofNetwork, strangers]];
        await this.attempts.clear(forgotten.map(({ key }) => key));
        await this.attempts.takeBackOne(ownOnly.map(({ key }) => key));
      },
      during: async (work) => {
        try {
          return await work();
        } catch (error) {
          if (isOurTrouble(error)) this.owe(buckets.map((bucket) => owedTo(bucket)));
          throw error;
        }
      },
    };
  }

  /** Whether this user has signed in from there before. */
  async knows(userId: string, network: string): Promise<boolean> {
    return this.attempts.isKnownNetwork(userId, this.hashOf(network));
  }

  /** A session of this user begins here: from now on this network is no stranger's. Not before: half a sign-in is none. */
  async rememberNetwork(userId: string): Promise<void> {
    await this.attempts.rememberNetwork(userId, this.hashOf(networkOfCaller()));
  }

  /**
   * Its owner has shown otherwise who it is: neither what strangers guessed at these names nor what the owner tried
   * from here holds the owner up any longer.
   */
  async forgive(logins: readonly string[]): Promise<void> {
    const names = logins.map((login) => login.toLowerCase());
    const network = networkOfCaller();
    await this.attempts.clear(names.flatMap((name) => [this.key('strangers', name), this.key('pair', name, network)]));
  }

  private async count(buckets: readonly Bucket[]): Promise<number[]> {
    const owed = this.owed.take(buckets.map(({ key }) => key));
    try {
      return await this.attempts.count(buckets, owed);
    } catch (error) {
      this.owe(owed);
      throw error;
    }
  }

  /** What failed is likely to fail again at once, so it is tried a little later, until it succeeds. */
  private owe(owed: readonly OwedAttempt[]): void {
    for (const entry of owed) this.owed.add(entry);
    if (this.givesBackSoon || this.owed.isEmpty) return;
    this.givesBackSoon = true;
    setTimeout(() => void this.giveBack(), GIVE_BACK_AFTER_MS).unref();
  }

  private async giveBack(): Promise<void> {
    this.givesBackSoon = false;
    const owed = this.owed.take();
    await this.attempts.takeBack(owed).catch(() => this.owe(owed));
  }

  private async refuse(over: readonly { key: Buffer }[]): Promise<never> {
    const waits = await Promise.all(over.map(({ key }) => this.attempts.secondsLeft(key)));
    const seconds = Math.max(...waits);
    throw AuthProblems.too_many_attempts({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
  }

  private hashOf(network: string): Buffer {
    return this.key('known', network);
  }

  /** Keyed, so that the table names neither accounts nor networks. */
  private key(...parts: string[]): Buffer {
    return keyedHash(this.keyring.current('system').secret, parts.join('\0'));
  }
}

function networkOfCaller(): string {
  return currentWork()?.origin?.network ?? 'local';
}

function owedTo({ key, seconds }: Bucket): OwedAttempt {
  return { key, attempts: 1, until: performance.now() + seconds * 1000 };
}

/** The database is away, or there is more to hash than can be: not what the caller did. */
function isOurTrouble(error: unknown): boolean {
  return error instanceof Problem ? error.status === 503 : asUnavailable(error) !== undefined;
}
