import { Injectable } from '@nestjs/common';
import type { FollowUpAction } from '../second-factor/challenge/mfa-challenge';

type Handler = (userId: string, facts: object) => Promise<unknown>;

/** Nothing changes about an account before its second factor was shown: until then it waits, sealed, with the second step. */
@Injectable()
export class FollowUpActions {
  private readonly handlers = new Map<string, Handler>();

  define<Facts extends object>(name: string, handle: (userId: string, facts: Facts) => Promise<unknown>): void {
    this.handlers.set(name, handle as Handler);
  }

  /** In the transaction that opens the session. */
  async run(userId: string, errand: FollowUpAction | undefined): Promise<void> {
    if (!errand) return;
    const handle = this.handlers.get(errand.name);
    if (!handle) throw new Error(`Nobody knows how to do ${errand.name}.`);
    await handle(userId, errand.facts);
  }
}
