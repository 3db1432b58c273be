import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import type { FollowUpAction } from '../second-factor/challenge/mfa-challenge';

type Handler = (userId: UserId, facts: object) => Promise<unknown>;

/**
 * Runs follow-up actions. An account must not change before its second factor has been verified, so until then the
 * action is stored sealed with the MFA challenge.
 */
@Injectable()
export class FollowUpActions {
  private readonly handlers = new Map<string, Handler>();

  define<Facts extends object>(name: string, handle: (userId: UserId, facts: Facts) => Promise<unknown>): void {
    this.handlers.set(name, handle as Handler);
  }

  /** Must run in the transaction that opens the session. */
  async run(userId: UserId, followUp: FollowUpAction | undefined): Promise<void> {
    if (!followUp) return;
    const handle = this.handlers.get(followUp.name);
    if (!handle) throw new Error(`There is no handler for the follow-up action ${followUp.name}.`);
    await handle(userId, followUp.facts);
  }
}
