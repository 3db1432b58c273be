import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { newId } from '@platform/persistence/ids';
import { Vault } from '@platform/vault/vault';

const PLACE = { table: 'platform_job', column: 'payload' };
/** Somebody waits for it, so it does not wait behind other work. */
const AT_ONCE = 2;

/**
 * What strangers ask for about an address. The request only writes down what was asked, sealed, whoever it is
 * about; all that depends on whether the address has an account is done by the worker, a moment later.
 */
@Injectable()
export class DeferredWork {
  /** Long enough that nobody can tell from how the next requests fare whose turn it was. */
  latestMs = 1000;

  constructor(
    private readonly jobs: Jobs,
    private readonly vault: Vault,
  ) {}

  define<Asked extends object>(name: string, handle: (asked: Asked) => Promise<unknown>): void {
    this.jobs.define<{ id: string; sealed: string }>({
      name,
      atOnce: AT_ONCE,
      handle: ({ id, sealed }) =>
        handle(JSON.parse(this.vault.openSystem(PLACE, id, Buffer.from(sealed, 'base64'))) as Asked),
    });
  }

  async ask(name: string, asked: object): Promise<void> {
    const id = newId();
    const sealed = this.vault.sealSystem(PLACE, id, JSON.stringify(asked)).toString('base64');
    await this.jobs.enqueue(name, { id, sealed }, { id, delayMs: randomInt(this.latestMs) });
  }
}
