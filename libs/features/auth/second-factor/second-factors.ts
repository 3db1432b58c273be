import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';

/** A second factor: an authenticator app, codes by text message or recovery codes. */
export interface SecondFactor {
  /** The name in the API. */
  readonly method: string;
  /** Runs in the current transaction. It must be fast, because every sign-in calls it. */
  isSetUp(userId: UserId): Promise<boolean>;
  /** Must run in the transaction of the action it allows. Returns true for only one of several callers with the same code. */
  use(userId: UserId, code: string): Promise<boolean>;
  /** Runs before that transaction, for codes that allow only a few attempts. Counts one; returns false if none is left. */
  mayTry?(userId: UserId): Promise<boolean>;
}

/** A factor that is sufficient as the second one. */
export interface PrimaryFactor extends SecondFactor {
  /** Must run in a transaction that has locked the account. Returns false if it was not set up. */
  remove(userId: UserId): Promise<boolean>;
}

/** All kinds of second factors. */
@Injectable()
export class SecondFactors {
  private readonly primary: PrimaryFactor[] = [];
  private readonly backups: SecondFactor[] = [];

  register(factor: PrimaryFactor): void {
    this.primary.push(factor);
  }

  /** Registers a factor that counts only if the user has set up another one. */
  registerBackup(factor: SecondFactor): void {
    this.backups.push(factor);
  }

  /** Empty if the user has not set up a second factor; then none is required. */
  async methodsOf(userId: UserId): Promise<readonly string[]> {
    const primary = await setUp(this.primary, userId);
    return primary.length === 0 ? [] : [...primary, ...(await setUp(this.backups, userId))];
  }

  async mayTry(method: string, userId: UserId): Promise<boolean> {
    return (await this.named(method)?.mayTry?.(userId)) ?? true;
  }

  async use(method: string, userId: UserId, code: string): Promise<boolean> {
    return (await this.named(method)?.use(userId, code)) ?? false;
  }

  /** Must run in a transaction that has locked the account. Returns false if there was none. */
  async removeAll(userId: UserId): Promise<boolean> {
    let removed = false;
    for (const factor of this.primary) removed = (await factor.remove(userId)) || removed;
    return removed;
  }

  private named(method: string): SecondFactor | undefined {
    return [...this.primary, ...this.backups].find((one) => one.method === method);
  }
}

async function setUp(factors: readonly SecondFactor[], userId: UserId): Promise<string[]> {
  const found = [];
  for (const factor of factors) if (await factor.isSetUp(userId)) found.push(factor.method);
  return found;
}
