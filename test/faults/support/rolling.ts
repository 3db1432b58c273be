import { compare } from './compare';
import { DatabaseServer } from './database-server';
import type { Chance } from '@test/support/chance';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { closeConnections } from './send';

const CLIENTS = 6;
/** Longer than the load balancers need to notice that a node is no longer ready. */
const DRAIN_MS = '500';

interface LoadBalancer {
  readonly url: string;
  /** Resolves once requests reach both nodes. */
  bothReady(): Promise<void>;
  stop(): Promise<void>;
}

export interface RollingOutcome {
  readonly acknowledged: number;
  /** Answers with 5xx, and requests without an answer. */
  readonly failures: readonly string[];
  readonly faults: readonly string[];
}

/** Two nodes behind a load balancer. */
export class RollingArena {
  private constructor(
    private readonly server: DatabaseServer,
    private readonly nodes: readonly [Node, Node],
    private readonly balancer: LoadBalancer,
    private readonly chance: Chance,
  ) {}

  static async open(
    chance: Chance,
    balancer: (nodes: readonly Node[]) => Promise<LoadBalancer>,
  ): Promise<RollingArena> {
    const server = await DatabaseServer.start();
    const first = await Node.start(server.url, { DRAIN_MS });
    const second = first.sibling();
    await second.begin();
    return new RollingArena(server, [first, second], await balancer([first, second]), chance);
  }

  async close(): Promise<void> {
    closeConnections();
    await this.balancer?.stop();
    await this.nodes?.[1].end();
    await this.nodes?.[0].remove();
    await this.server?.remove();
  }

  /** Each round ends every node once, one after the other, and starts it again under load. */
  async roll(rounds: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<RollingOutcome> {
    const ledger = new Ledger(() => this.balancer.url);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, retries: true });
    await this.balancer.bothReady();
    load.start();
    for (let round = 0; round < rounds; round++) {
      for (const node of this.nodes) {
        await load.acknowledged(ledger.count('acknowledged') + 20 + this.chance.below(60));
        await node.end(signal);
        if (signal === 'SIGKILL') await this.server.passTime();
        await node.begin();
        await this.balancer.bothReady();
      }
    }
    await load.settle();
    return {
      acknowledged: ledger.count('acknowledged'),
      failures: [...ledger.failures],
      faults: await compare(this.balancer.url, this.server, ledger, load.clients),
    };
  }
}
