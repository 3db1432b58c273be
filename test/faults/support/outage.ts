import type { Chance } from '@test/support/chance';
import { compare } from './compare';
import { DatabaseServer } from './database-server';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { hangUp, send } from './send';

const CLIENTS = 8;
const WARM_UP = 300;
/** As in a small container: with gigabytes at hand V8 would rather grow than tidy up, and a leak could not be told. */
const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';
/** A lost answer is asked for again only after the outage, which lasts as long as the default. */
const CHANGE_LIMIT_MS = 3000;
/** What the product promises of a database that is away. */
export const PROMISES = { answerMs: 3000, notReadyMs: 2000, recoveryMs: 1000, growthMiB: 64, errorLines: 60 };

export interface OutageOutcome {
  readonly acknowledged: number;
  readonly slowestMs: number;
  /** The longest that an answer took which needs no database: what the machine itself kept everybody waiting. */
  readonly machineMs: number;
  /** From the beginning of the outage until /health/ready says no. */
  readonly notReadyMs: number;
  /** From its end until ready again and the last answer that was trouble on our side. */
  readonly recoveryMs: number;
  /** Of the process, over the outage. */
  readonly growthMiB: number;
  /** Errors logged by the process, however many requests failed. */
  readonly errorLines: number;
  readonly sameProcess: boolean;
  readonly faults: readonly string[];
}

/** A database that goes away under load and comes back, and one node that has to live with it. */
export class OutageArena {
  private patient: Node | undefined;

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
    hangUp();
    await this.patient?.end();
    await this.node?.remove();
    await this.server?.remove();
  }

  /**
   * `begin` takes the database away, `end` brings it back; in between the load goes on for `lastsMs`. Where it goes
   * away by degrees, `begin` waits for the first trouble that a client has, and answers when that was.
   */
  async suffer(
    lastsMs: number,
    begin: (firstTrouble: () => Promise<number>) => unknown,
    end: () => unknown,
  ): Promise<OutageOutcome> {
    const ledger = new Ledger(() => this.node.url);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, stubborn: true });
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
      const awayAt = await begin(() => ledger.nextFailure());
      const notReadyAt = await readiness.becomes(false, begunAt);
      await lasts(Math.max(0, lastsMs - (performance.now() - begunAt)));
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
        notReadyMs: Math.max(0, Math.round(notReadyAt - (typeof awayAt === 'number' ? awayAt : begunAt))),
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

  /** The same with nothing taken away: the figures above must be those of the outage, not of the harness. */
  async controlWithout(): Promise<string> {
    const unhurt = await this.suffer(
      0,
      () => undefined,
      () => undefined,
    ).catch((error: Error) => error.message);
    expect(unhurt).toContain('did not become not ready');
    return 'nothing taken away: stays ready';
  }

  /** Another node on the same database, which waits for it as long as it takes. */
  async withoutDeadlines(): Promise<OutageArena> {
    const hour = '600000';
    await this.node.end('SIGTERM');
    const patient = this.node.sibling({ DATABASE_ACQUIRE_MS: '60000', DATABASE_STATEMENT_MS: hour, REQUEST_MS: hour });
    await patient.begin();
    this.patient = patient;
    return new OutageArena(this.server, patient, this.chance);
  }

  private async isAlive(): Promise<boolean> {
    return (await send(this.node.url, { method: 'GET', path: '/health/live' })).status === 200;
  }
}

/** Asks all the time whether the node is ready. */
class ReadinessLog {
  private readonly changes: { ready: boolean; at: number }[] = [];
  private stopped = false;

  constructor(node: Node) {
    void this.watch(node);
  }

  /** When it first became so after a moment. */
  async becomes(ready: boolean, after: number): Promise<number> {
    const until = performance.now() + CHANGE_LIMIT_MS;
    for (;;) {
      const change = this.changes.findLast(({ at }) => at >= after);
      if (change?.ready === ready)
        return this.changes.find(({ ready: was, at }) => was === ready && at >= after)?.at ?? 0;
      if (performance.now() > until) throw new Error(`The node did not become ${ready ? 'ready' : 'not ready'}.`);
      await lasts(10);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async watch(node: Node): Promise<void> {
    while (!this.stopped) {
      const { status } = await send(node.url, { method: 'GET', path: '/health/ready' });
      this.changes.push({ ready: status === 200, at: performance.now() });
      await lasts(25);
    }
  }
}

/** Asks all the time for what needs no database. A shared machine that stands still makes everybody wait, this as well. */
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
      await lasts(10);
    }
  }
}

async function lasts(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
