import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';

/** A second factor: an authenticator app or recovery codes. */
export interface SecondFactor {
  /** As clients name it. */
  readonly method: string;
  /** Runs in the current transaction. It must be fast, because every sign-in calls it. */
  isSetUp(userId: UserId): Promise<boolean>;
  /** Must run in the transaction of the action it allows. Returns true for only one of several callers with the same code. */
  use(userId: UserId, shown: string): Promise<boolean>;
}

/** All kinds of second factors. */
@Injectable()
export class SecondFactors {
  private readonly own: SecondFactor[] = [];
  private readonly standIns: SecondFactor[] = [];

  register(factor: SecondFactor): void {
    this.own.push(factor);
  }

  /** One that only helps those out who have set up another. */
  registerStandIn(factor: SecondFactor): void {
    this.standIns.push(factor);
  }

  /** Empty if the user has not set up a second factor; then none is required. */
  async methodsOf(userId: UserId): Promise<readonly string[]> {
    const own = await setUp(this.own, userId);
    return own.length === 0 ? [] : [...own, ...(await setUp(this.standIns, userId))];
  }

  async use(method: string, userId: UserId, shown: string): Promise<boolean> {
    const factor = [...this.own, ...this.standIns].find((one) => one.method === method);
    return factor !== undefined && factor.use(userId, shown);
  }
}

async function setUp(factors: readonly SecondFactor[], userId: UserId): Promise<string[]> {
  const found = [];
  for (const factor of factors) if (await factor.isSetUp(userId)) found.push(factor.method);
  return found;
}
