import type { Chance } from '@test/support/chance';
import { compare } from './compare';
import { DatabaseServer } from './database-server';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { closeConnections, send } from './send';

const CLIENTS = 8;
const WARM_UP = 300;
/** As in a small container: with gigabytes available V8 grows instead of collecting garbage, and a leak would not show. */
const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';
/** The longest wait for a change of readiness. */
const CHANGE_LIMIT_MS = 3000;
/** The product's guarantees while the database is unavailable. */
export const GUARANTEES = { answerMs: 3000, notReadyMs: 2000, recoveryMs: 1000, growthMiB: 64, errorLines: 60 };

export interface OutageOutcome {
  readonly acknowledged: number;
  readonly slowestMs: number;
  /** The slowest answer that needs no database: the delay that the machine itself causes. */
  readonly machineMs: number;
  /** From the beginning of the outage until /health/ready reports not ready. */
  readonly notReadyMs: number;
  /** From the end of the outage until the node is ready again and has sent its last 5xx. */
  readonly recoveryMs: number;
  /** The growth of the process during the outage. */
  readonly growthMiB: number;
  /** The number of errors that the process logged, which must not grow with the number of failed requests. */
  readonly errorLines: number;
  readonly sameProcess: boolean;
  readonly faults: readonly string[];
}

/** A database that becomes unavailable under load and returns, and one node that uses it. */
export class OutageArena {
  private nodeWithoutDeadlines: Node | undefined;

  private constructor(
    readonly server: DatabaseServer,
    readonly node: Node,
    private readonly chance: Chance,
  ) {}

  static async open(
    chance: Chance,
    options: Parameters<typeof DatabaseServer.start>[0] = {},
    env: NodeJS.ProcessEnv = {},
  ): Promise<OutageArena> {
    const server = await DatabaseServer.start(options);
    return new OutageArena(
      server,
      await Node.start(server.url, { NODE_OPTIONS: SMALL_HEAP, LOG_LEVEL: 'error', ...env }),
      chance,
    );
  }

  async close(): Promise<void> {
    closeConnections();
    await this.nodeWithoutDeadlines?.end();
    await this.node?.remove();
    await this.server?.remove();
  }

  /**
   * `begin` makes the database unavailable and `end` makes it available again; the load continues in between for
   * `lastsMs`. If the database fails gradually, `begin` waits for the first failed request and returns its time.
   */
  async runOutage(
    lastsMs: number,
    begin: (firstFailure: () => Promise<number>) => unknown,
    end: () => unknown,
  ): Promise<OutageOutcome> {
    const ledger = new Ledger(() => this.node.url);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, retries: true });
    const readiness = new ReadinessLog(this.node);
    const machine = new MachineWatch(this.node);
    const { pid } = this.node;
    try {
      load.start();
      await load.acknowledged(WARM_UP);
      ledger.slowestMs = 0;
      machine.slowestMs = 0;
      const before = this.node.memoryMiB();
      const errorsBefore = this.node.errorLines;
      const begunAt = performance.now();
      const unavailableAt = await begin(() => ledger.nextFailure());
      const notReadyAt = await readiness.becomes(false, begunAt);
      await sleep(Math.max(0, lastsMs - (performance.now() - begunAt)));
      const growthMiB = this.node.memoryMiB() - before;
      await end();
      const endedAt = performance.now();
      const readyAt = await readiness.becomes(true, endedAt);
      await load.acknowledged(ledger.count('acknowledged') + WARM_UP);
      await load.settle();
      return {
        acknowledged: ledger.count('acknowledged'),
        slowestMs: Math.round(ledger.slowestMs),
        machineMs: Math.round(machine.slowestMs),
        notReadyMs: Math.max(0, Math.round(notReadyAt - (typeof unavailableAt === 'number' ? unavailableAt : begunAt))),
        recoveryMs: Math.max(0, Math.round(Math.max(readyAt, ledger.lastBadAnswerAt) - endedAt)),
        growthMiB,
        errorLines: this.node.errorLines - errorsBefore,
        sameProcess: this.node.pid === pid && (await this.isAlive()),
        faults: await compare(this.node.url, this.server, ledger, load.clients),
      };
    } finally {
      readiness.stop();
      machine.stop();
      await load.stop();
    }
  }

  /** The control: without a fault the node must stay ready; otherwise the test measures itself. */
  async controlWithout(): Promise<string> {
    const outcome = await this.runOutage(
      0,
      () => undefined,
      () => undefined,
    ).catch((error: Error) => error.message);
    expect(outcome).toContain('did not become not ready');
    return 'without a fault: stays ready';
  }

  /** Another node on the same database, which waits without a time limit. */
  async withoutDeadlines(): Promise<OutageArena> {
    const hour = '600000';
    await this.node.end('SIGTERM');
    const nodeWithoutDeadlines = this.node.sibling({
      DATABASE_ACQUIRE_MS: '60000',
      DATABASE_STATEMENT_MS: hour,
      REQUEST_MS: hour,
    });
    await nodeWithoutDeadlines.begin();
    this.nodeWithoutDeadlines = nodeWithoutDeadlines;
    return new OutageArena(this.server, nodeWithoutDeadlines, this.chance);
  }

  private async isAlive(): Promise<boolean> {
    return (await send(this.node.url, { method: 'GET', path: '/health/live' })).status === 200;
  }
}

/** Polls whether the node is ready. */
class ReadinessLog {
  private readonly changes: { ready: boolean; at: number }[] = [];
  private stopped = false;

  constructor(node: Node) {
    void this.watch(node);
  }

  /** Returns the time of the first change to this state after `after`. */
  async becomes(ready: boolean, after: number): Promise<number> {
    const until = performance.now() + CHANGE_LIMIT_MS;
    for (;;) {
      const change = this.changes.findLast(({ at }) => at >= after);
      if (change?.ready === ready)
        return this.changes.find(({ ready: was, at }) => was === ready && at >= after)?.at ?? 0;
      if (performance.now() > until) throw new Error(`The node did not become ${ready ? 'ready' : 'not ready'}.`);
      await sleep(10);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async watch(node: Node): Promise<void> {
    while (!this.stopped) {
      const { status } = await send(node.url, { method: 'GET', path: '/health/ready' });
      this.changes.push({ ready: status === 200, at: performance.now() });
      await sleep(25);
    }
  }
}

/** Polls an endpoint that needs no database, to measure the delay that a busy machine causes for every request. */
class MachineWatch {
  slowestMs = 0;
  private stopped = false;

  constructor(node: Node) {
    void this.watch(node);
  }

  stop(): void {
    this.stopped = true;
  }

  private async watch(node: Node): Promise<void> {
    while (!this.stopped) {
      const { tookMs } = await send(node.url, { method: 'GET', path: '/health/live' });
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      await sleep(10);
    }
  }
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
