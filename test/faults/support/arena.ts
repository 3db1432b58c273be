import { compare } from './compare';
import { DatabaseServer } from './database-server';
import type { Chance } from '@test/support/chance';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { closeConnections } from './send';
import { wholeLogFaults } from './whole-log';

const CLIENTS = 6;
/** The share of answers that a client drops, so that it retries a change that was already made. */
const DROP_RATE = 0.05;

/** The number of acknowledged changes before the fault occurs. */
const MIN_CHANGES = 10;
const MAX_CHANGES = 70;
/** Without keys about one change in twelve is duplicated: enough for the control to detect it every time. */
const KEYLESS_CHANGES = 200;

const UNFLUSHED_ROUNDS = 8;

/** Causes the fault and ends it. Returns the milliseconds from the end of the fault to full service. */
export type Fault = () => Promise<number>;

export interface RoundsOutcome {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly losses: number;
  readonly recoveryMs: number;
  readonly faults: readonly string[];
}

/** One database server and one node, both in separate processes, for a fault that is repeated in rounds. */
export class Arena {
  private constructor(
    readonly server: DatabaseServer,
    readonly node: Node,
    private readonly chance: Chance,
  ) {}

  /** With `urlFor` a test can place a proxy between the node and the database. */
  static async open(
    chance: Chance,
    { urlFor = async (server: DatabaseServer) => server.url, settings = [] as readonly string[] } = {},
  ): Promise<Arena> {
    const server = await DatabaseServer.start({ settings });
    return new Arena(server, await Node.start(await urlFor(server)), chance);
  }

  async close(): Promise<void> {
    closeConnections();
    await this.node?.remove();
    await this.server?.remove();
  }

  /** Each round runs a load, causes the fault during it, repeats requests of unknown outcome and compares everything. */
  async rounds(rounds: number, fault: Fault): Promise<RoundsOutcome> {
    let acknowledged = 0;
    let recoveryMs = 0;
    const faults: string[] = [];
    for (let round = 1; round <= rounds && faults.length === 0; round++) {
      const ledger = new Ledger(() => this.node.url);
      const load = new Load(ledger, this.chance, { clients: CLIENTS, dropRate: DROP_RATE });
      recoveryMs = Math.max(recoveryMs, await this.runFault(load, fault));
      const found = await compare(this.node.url, this.server, ledger, load.clients);
      faults.push(...found.map((text) => `round ${round}: ${text}`));
      acknowledged += ledger.count('acknowledged');
    }
    return { rounds, acknowledged, losses: faults.length, recoveryMs: Math.round(recoveryMs), faults };
  }

  /** The control: clients that drop half of their answers and retry without a key. The duplicates must be detected. */
  async controlWithoutKeys(fault: Fault): Promise<{ count: number; summary: string }> {
    const ledger = new Ledger(() => this.node.url, true);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, dropRate: 0.5 });
    await this.runFault(load, fault, KEYLESS_CHANGES);
    const found = await compare(this.node.url, this.server, ledger, load.clients);
    const duplicates = found.filter((text) => / is in the log [2-9] times/.test(text));
    return { count: duplicates.length, summary: `${duplicates.length} of ${ledger.count('acknowledged')} duplicated` };
  }

  /** The control: a database server that does not flush at commit. The lost changes must be detected. */
  async controlWithoutFlush(fault: Fault): Promise<{ count: number; summary: string }> {
    let acknowledged = 0;
    // The server still flushes once a second, perhaps just before the fault, so one round may lose nothing.
    for (let round = 1; round <= UNFLUSHED_ROUNDS; round++) {
      await this.server.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
      const ledger = new Ledger(() => this.node.url);
      const load = new Load(ledger, this.chance, { clients: CLIENTS });
      await this.runFault(load, fault);
      acknowledged += ledger.count('acknowledged');
      const found = await compare(this.node.url, this.server, ledger, load.clients);
      if (found.length > 0)
        return { count: found.length, summary: `${found.length} faults, ${acknowledged} acknowledged` };
    }
    return { count: 0, summary: `nothing lost, ${acknowledged} acknowledged` };
  }

  /** Faults that are visible only over all rounds together. */
  async wholeFaults(): Promise<string[]> {
    return wholeLogFaults(this.server, this.node);
  }

  /** The recovery time excludes the start of the process: it counts from the moment when the node reports that it is ready. */
  async restartNode(): Promise<number> {
    await this.server.passTime();
    await this.node.begin();
    return this.untilServed(performance.now());
  }

  /** Returns the milliseconds from `returnedAt` until requests that read and write succeed again. */
  async untilServed(returnedAt: number): Promise<number> {
    const ledger = new Ledger(() => this.node.url);
    const load = new Load(ledger, this.chance, { clients: 1, retries: true });
    load.start();
    await load.acknowledged(3);
    const servedAt = performance.now();
    await load.stop();
    return servedAt - returnedAt;
  }

  private async runFault(
    load: Load,
    fault: Fault,
    after = MIN_CHANGES + this.chance.below(MAX_CHANGES - MIN_CHANGES),
  ): Promise<number> {
    load.start();
    await load.acknowledged(after);
    const recoveryMs = await fault();
    await load.stop();
    await this.server.passTime();
    await load.settle();
    return recoveryMs;
  }
}
