import { Injectable } from '@nestjs/common';

/** What a way in does for somebody once they are in; with a second factor that is later, so it can be written down. */
export interface Errand {
  readonly name: string;
  readonly facts: object;
}

type Handler = (userId: string, facts: object) => Promise<unknown>;

/** Nothing changes about an account before its second factor was shown: until then it waits, sealed, with the second step. */
@Injectable()
export class Errands {
  private readonly handlers = new Map<string, Handler>();

  define<Facts extends object>(name: string, handle: (userId: string, facts: Facts) => Promise<unknown>): void {
    this.handlers.set(name, handle as Handler);
  }

  /** In the transaction that opens the session. */
  async run(userId: string, errand: Errand | undefined): Promise<void> {
    if (!errand) return;
    const handle = this.handlers.get(errand.name);
    if (!handle) throw new Error(`There is no handler for the follow-up action ${errand.name}.`);
    await handle(userId, errand.facts);
  }
}
