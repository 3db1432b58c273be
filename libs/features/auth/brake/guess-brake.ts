import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';
import { AuthProblems } from '../auth.errors';
import { AttemptRepository } from './attempt.repository';
import { NOBODY } from '../nobody';

const MINUTE = 60;
const DAY = 86_400;
/**
 * NIST SP 800-63B-4: at most 100 failures in a row per account. An account has two names that can be guessed at, and
 * counting them as one would tell that they belong together, so each has half. Per network: a quarter of an hour.
 */
const LIMITS = { pair: 10, strangers: 50, network: 100 };
const SECONDS = { pair: 15 * MINUTE, strangers: DAY, network: 15 * MINUTE };

export interface Attempt {
  /** The password was right: guesses so far are forgiven, and the network is known from now on. */
  succeeded(userId: string): Promise<void>;
  /** The password was right and the database failed: whoever tries again and again meanwhile has not guessed. */
  withdraw(): Promise<void>;
}

/**
 * Slows guessing down without handing anybody the means to lock a user out: from networks a user has signed in
 * from, only that network's own guesses count; those of strangers fill a bucket that only stops strangers.
 * Names that do not exist are counted alike, so the brake does not tell which do.
 */
@Injectable()
export class GuessBrake {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly keyring: Keyring,
  ) {}

  async attempt(login: string, userId: string | undefined): Promise<Attempt> {
    const network = currentWork()?.origin?.network ?? 'local';
    const who = login.toLowerCase();
    const pair = { key: this.key('pair', who, network), seconds: SECONDS.pair, limit: LIMITS.pair };
    const ofNetwork = { key: this.key('network', network), seconds: SECONDS.network, limit: LIMITS.network };
    const strangers = { key: this.key('strangers', who), seconds: SECONDS.strangers, limit: LIMITS.strangers };
    const networkHash = this.key('known', network);
    const isKnown = await this.attempts.isKnownNetwork(userId ?? NOBODY, networkHash);
    const buckets = isKnown ? [pair, ofNetwork] : [pair, ofNetwork, strangers];
    const counts = await this.attempts.count(buckets);
    const over = buckets.filter(({ limit }, at) => (counts[at] ?? 0) > limit);
    if (over.length > 0) await this.refuse(over);
    return {
      succeeded: async (id) => {
        await this.attempts.clear([pair.key, strangers.key]);
        await this.attempts.takeBack(ofNetwork.key);
        await this.attempts.rememberNetwork(id, networkHash);
      },
      withdraw: async () => {
        for (const { key } of buckets) await this.attempts.takeBack(key);
      },
    };
  }

  private async refuse(over: readonly { key: Buffer }[]): Promise<never> {
    const waits = await Promise.all(over.map(({ key }) => this.attempts.secondsLeft(key)));
    const seconds = Math.max(...waits);
    throw AuthProblems.too_many_attempts({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
  }

  /** Keyed, so that the table names neither accounts nor networks. */
  private key(...parts: string[]): Buffer {
    return keyedHash(this.keyring.current('system').secret, parts.join('\0'));
  }
}
