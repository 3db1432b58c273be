import { compare } from './compare';
import { DatabaseServer } from './database-server';
import type { Chance } from '@test/support/chance';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { hangUp } from './send';
import { wholeLogFaults } from './whole-log';

const CLIENTS = 6;
/** Of a client that does not hear its answers, so that it asks again what has been done. */
const DEAFNESS = 0.05;

/** Changes that were answered when the fault strikes. */
const LEAST = 10;
const MOST = 70;
/** Of careless clients about one change in twelve is doubled: enough for the control never to miss it. */
const OF_KEYLESS = 200;

const CARELESS_STRIKES = 8;

/** Does the damage and brings everything back; answers the milliseconds from its return to full service. */
export type Fault = () => Promise<number>;

export interface RoundsOutcome {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly losses: number;
  readonly recoveryMs: number;
  readonly faults: readonly string[];
}

/** One database server and one node, both real processes, for a fault that is repeated in rounds. */
export class Arena {
  private constructor(
    readonly server: DatabaseServer,
    readonly node: Node,
    private readonly chance: Chance,
  ) {}

  /** `urlFor` lets something sit between the two. */
  static async open(
    chance: Chance,
    { urlFor = async (server: DatabaseServer) => server.url, settings = [] as readonly string[] } = {},
  ): Promise<Arena> {
    const server = await DatabaseServer.start({ settings });
    return new Arena(server, await Node.start(await urlFor(server)), chance);
  }

  async close(): Promise<void> {
    hangUp();
    await this.node?.remove();
    await this.server?.remove();
  }

  /** Load, the fault in the middle of it, what is unknown asked again, and everything compared; again and again. */
  async rounds(rounds: number, fault: Fault): Promise<RoundsOutcome> {
    let acknowledged = 0;
    let recoveryMs = 0;
    const faults: string[] = [];
    for (let round = 1; round <= rounds && faults.length === 0; round++) {
      const ledger = new Ledger(() => this.node.url);
      const load = new Load(ledger, this.chance, { clients: CLIENTS, deafness: DEAFNESS });
      recoveryMs = Math.max(recoveryMs, await this.strike(load, fault));
      const found = await compare(this.node.url, this.server, ledger, load.clients);
      faults.push(...found.map((text) => `round ${round}: ${text}`));
      acknowledged += ledger.count('acknowledged');
    }
    return { rounds, acknowledged, losses: faults.length, recoveryMs: Math.round(recoveryMs), faults };
  }

  /** The same with clients that never hear an answer at first and do not say that they repeat: it must be noticed. */
  async keylessControl(fault: Fault): Promise<{ count: number; summary: string }> {
    const ledger = new Ledger(() => this.node.url, true);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, deafness: 0.5 });
    await this.strike(load, fault, OF_KEYLESS);
    const found = await compare(this.node.url, this.server, ledger, load.clients);
    const doubles = found.filter((text) => / is in the log [2-9] times/.test(text));
    return { count: doubles.length, summary: `${doubles.length} of ${ledger.count('acknowledged')} doubled` };
  }

  /** A server that does not flush at commit, struck by a fault of the database: what is lost must be noticed. */
  async carelessControl(fault: Fault): Promise<{ count: number; summary: string }> {
    let acknowledged = 0;
    // Once a second it does write, and may have done so just before.
    for (let strike = 1; strike <= CARELESS_STRIKES; strike++) {
      await this.server.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
      const ledger = new Ledger(() => this.node.url);
      const load = new Load(ledger, this.chance, { clients: CLIENTS });
      await this.strike(load, fault);
      acknowledged += ledger.count('acknowledged');
      const found = await compare(this.node.url, this.server, ledger, load.clients);
      if (found.length > 0)
        return { count: found.length, summary: `${found.length} faults, ${acknowledged} acknowledged` };
    }
    return { count: 0, summary: `nothing lost, ${acknowledged} acknowledged` };
  }

  /** What only shows over all rounds together. */
  async wholeFaults(): Promise<string[]> {
    return wholeLogFaults(this.server, this.node);
  }

  /** Starting a process is not recovery: that counts from when the node says it is ready. */
  async restartNode(): Promise<number> {
    await this.server.passTime();
    await this.node.begin();
    return this.untilServed(performance.now());
  }

  /** From the return of what was away until a request that reads and writes succeeds. */
  async untilServed(returnedAt: number): Promise<number> {
    const ledger = new Ledger(() => this.node.url);
    const load = new Load(ledger, this.chance, { clients: 1, stubborn: true });
    load.start();
    await load.acknowledged(3);
    const servedAt = performance.now();
    await load.stop();
    return servedAt - returnedAt;
  }

  private async strike(load: Load, fault: Fault, after = LEAST + this.chance.below(MOST - LEAST)): Promise<number> {
    load.start();
    await load.acknowledged(after);
    const recoveryMs = await fault();
    await load.stop();
    await this.server.passTime();
    await load.settle();
    return recoveryMs;
  }
}
