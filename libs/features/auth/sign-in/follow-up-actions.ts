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
  async run(userId: string, followUp: FollowUpAction | undefined): Promise<void> {
    if (!followUp) return;
    const handle = this.handlers.get(followUp.name);
    if (!handle) throw new Error(`Nobody knows how to do ${followUp.name}.`);
    await handle(userId, followUp.facts);
  }
}
