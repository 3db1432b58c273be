import { Injectable } from '@nestjs/common';

/** A follow-up action after a sign-in. With a second factor it runs later, so it can be serialised. */
export interface Errand {
  readonly name: string;
  readonly facts: object;
}

type Handler = (userId: string, facts: object) => Promise<unknown>;

/**
 * Runs follow-up actions. An account must not change before its second factor has been verified, so until then the
 * action is stored sealed with the MFA challenge.
 */
@Injectable()
export class Errands {
  private readonly handlers = new Map<string, Handler>();

  define<Facts extends object>(name: string, handle: (userId: string, facts: Facts) => Promise<unknown>): void {
    this.handlers.set(name, handle as Handler);
  }

  /** Must run in the transaction that opens the session. */
  async run(userId: string, errand: Errand | undefined): Promise<void> {
    if (!errand) return;
    const handle = this.handlers.get(errand.name);
    if (!handle) throw new Error(`There is no handler for the follow-up action ${errand.name}.`);
    await handle(userId, errand.facts);
  }
}
