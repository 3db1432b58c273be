import { HttpClient } from '@platform/http-client/http-client';
import { parseCheckpoint, type Checkpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseNote, parseVerifierKey } from '@platform/transparency-log/signed-note.rule';
import { WitnessClient } from '@platform/transparency-log/witness/witness-client';
import { ProductProcess } from './product-process';
import type { TestLog } from './test-log';
import { until } from './two-nodes';

export interface CosignedView {
  readonly view: TestLog;
  readonly size: number;
}

/** The command `userkeep witness` on the second machine of an operator. */
export class WitnessProcess {
  private constructor(
    private readonly process: ProductProcess,
    readonly url: string,
    readonly verifierKey: string,
    private readonly http: HttpClient,
  ) {}

  static async start(folder: string, logsFile: string, http: HttpClient): Promise<WitnessProcess> {
    const args = ['--folder', folder, '--log', logsFile, '--name', 'witness.example/w1', '--port', '0'];
    const process = ProductProcess.command(['witness', ...args], { NODE_ENV: 'production' });
    let ended = false;
    void process.exited.then(() => (ended = true));
    await until(async () => ended || process.output.includes('Address: '), 30_000);
    const printed = (what: string) => new RegExp(`^${what}: (.+)$`, 'm').exec(process.output)?.[1];
    const [url, key] = [printed('Address'), printed('Verifier key')];
    if (!url || !key) throw new Error(`The witness did not start:\n${process.output}`);
    return new WitnessProcess(process, url, key, http);
  }

  get output(): string {
    return this.process.output;
  }

  async cosign(log: TestLog, size: number): Promise<unknown> {
    const limits = { configured: this.url, ms: 20_000 };
    const key = parseVerifierKey(this.verifierKey)!;
    const client = new WitnessClient(this.http.fetchWithin(limits), { url: this.url, key });
    const proof = async (from: number) => log.proof(from, size);
    return client.cosign({ oldSize: 0, proof, checkpoint: await log.checkpoint(size) });
  }

  async post(body: string): Promise<number> {
    return (await fetch(`${this.url}/add-checkpoint`, { method: 'POST', body })).status;
  }

  async newest(log: TestLog): Promise<Checkpoint | undefined> {
    const response = await fetch(`${this.url}/checkpoint?origin=${encodeURIComponent(log.origin)}`);
    return parseCheckpoint(parseNote(Buffer.from(await response.arrayBuffer()))?.text ?? '');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    return this.process.stop(signal);
  }

  /**
   * Sends the next checkpoints of two views of a log at once, and kills the process after this number of answers. Returns
   * the checkpoints that it has cosigned until then.
   */
  async killWhileSending(views: readonly [TestLog, TestLog], size: number, answers = 1): Promise<CosignedView[]> {
    const cosigned: CosignedView[] = [];
    let answered = 0;
    const sent = Array.from({ length: 20 }, async (_, n) => {
      const [view, to] = [views[n % 2]!, size + n + 1];
      if ((await this.post(await view.request(size, to))) === 200) cosigned.push({ view, size: to });
      if (++answered === answers) await this.stop('SIGKILL');
    });
    await Promise.allSettled(sent);
    return cosigned;
  }
}

/**
 * Kills witnesses on the same folder while two views of a log are sent to them, and expects that all that was ever
 * cosigned belongs to one view, and that no witness has forgotten it.
 */
export async function expectNoContradiction(
  start: () => Promise<WitnessProcess>,
  log: TestLog,
  kills: number,
): Promise<void> {
  const views: [TestLog, TestLog] = [log, log.fork(0)];
  const cosigned: CosignedView[] = [];
  for (let n = 0; n <= kills; n++) {
    const witness = await start();
    const newest = await witness.newest(log);
    const size = newest?.size ?? 0;
    expect(size).toBeGreaterThanOrEqual(Math.max(0, ...cosigned.map((one) => one.size)));
    for (const { view } of cosigned)
      expect(await view.checkpoint(size)).toContain(`\n${newest?.root.toString('base64')}\n`);
    if (n === kills) await witness.stop();
    else cosigned.push(...(await witness.killWhileSending(views.reverse() as typeof views, size, 1 + (n % 5))));
  }
  expect(cosigned.length).toBeGreaterThan(kills / 2);
}
