import { Injectable } from '@nestjs/common';

/** One thing that can be shown beside the first: a code of an app, a code on paper. */
export interface SecondFactor {
  /** As clients name it. */
  readonly method: string;
  /** In whatever unit of work there is, and cheap: every sign-in asks. */
  isSetUp(userId: string): Promise<boolean>;
  /** In the transaction of what it opens. True for exactly one caller of however many show the same. */
  use(userId: string, shown: string): Promise<boolean>;
}

/** What users can show beside their first factor. */
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
  async methodsOf(userId: string): Promise<readonly string[]> {
    const own = await setUp(this.own, userId);
    return own.length === 0 ? [] : [...own, ...(await setUp(this.standIns, userId))];
  }

  async use(method: string, userId: string, shown: string): Promise<boolean> {
    const factor = [...this.own, ...this.standIns].find((one) => one.method === method);
    return factor !== undefined && factor.use(userId, shown);
  }
}

async function setUp(factors: readonly SecondFactor[], userId: string): Promise<string[]> {
  const found = [];
  for (const factor of factors) if (await factor.isSetUp(userId)) found.push(factor.method);
  return found;
}
