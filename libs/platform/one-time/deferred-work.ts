import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { newId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';

const PLACE = { table: 'platform_job', column: 'payload' };
/** Users wait for these jobs, so they have dedicated slots. */
const AT_ONCE = 2;

/**
 * Defers work about an address that unauthenticated callers request. The request only stores the sealed input, in
 * constant time. The worker does everything that depends on whether the address has an account a moment later.
 */
@Injectable()
export class DeferredWork {
  /** Long enough that response times of later requests do not reveal which account was affected. */
  latestMs = 1000;

  constructor(
    private readonly jobs: Jobs,
    private readonly vault: Vault,
  ) {}

  define<Input extends object>(name: string, handle: (input: Input) => Promise<unknown>): void {
    this.jobs.define<{ id: string; sealed: string }>({
      name,
      atOnce: AT_ONCE,
      handle: ({ id, sealed }) =>
        handle(JSON.parse(this.vault.openSystem(PLACE, id, Buffer.from(sealed, 'base64'))) as Input),
    });
  }

  async ask(name: string, input: object): Promise<void> {
    const id = newId();
    const sealed = this.vault.sealSystem(PLACE, id, JSON.stringify(input)).toString('base64');
    await this.jobs.enqueue(name, { id, sealed }, { id, delayMs: randomInt(this.latestMs) });
  }
}
