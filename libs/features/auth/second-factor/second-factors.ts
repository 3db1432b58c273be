import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';

/** A second factor: an authenticator app or recovery codes. */
export interface SecondFactor {
  /** The name in the API. */
  readonly method: string;
  /** Runs in the current transaction. It must be fast, because every sign-in calls it. */
  isSetUp(userId: UserId): Promise<boolean>;
  /** Must run in the transaction of the action it allows. Returns true for only one of several callers with the same code. */
  use(userId: UserId, code: string): Promise<boolean>;
}

/** All kinds of second factors. */
@Injectable()
export class SecondFactors {
  private readonly primary: SecondFactor[] = [];
  private readonly backups: SecondFactor[] = [];

  register(factor: SecondFactor): void {
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

  async use(method: string, userId: UserId, code: string): Promise<boolean> {
    const factor = [...this.primary, ...this.backups].find((one) => one.method === method);
    return factor !== undefined && factor.use(userId, code);
  }
}

async function setUp(factors: readonly SecondFactor[], userId: UserId): Promise<string[]> {
  const found = [];
  for (const factor of factors) if (await factor.isSetUp(userId)) found.push(factor.method);
  return found;
}
