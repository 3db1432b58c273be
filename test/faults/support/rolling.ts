import { compare } from './compare';
import { DatabaseServer } from './database-server';
import type { Chance } from '@test/support/chance';
import { Ledger } from './ledger';
import { Load } from './load';
import { Node } from './node';
import { hangUp } from './send';

const CLIENTS = 6;
/** Longer than the balancers take to notice that a node is not ready any more. */
const DRAIN_MS = '500';

interface Front {
  readonly url: string;
  /** Resolves once requests reach both nodes. */
  bothReady(): Promise<void>;
  stop(): Promise<void>;
}

export interface RollingOutcome {
  readonly acknowledged: number;
  /** Answers that were trouble on our side, and requests without an answer. */
  readonly failures: readonly string[];
  readonly faults: readonly string[];
}

/** Two nodes behind a balancer. */
export class RollingArena {
  private constructor(
    private readonly server: DatabaseServer,
    private readonly nodes: readonly [Node, Node],
    private readonly front: Front,
    private readonly chance: Chance,
  ) {}

  static async open(chance: Chance, front: (nodes: readonly Node[]) => Promise<Front>): Promise<RollingArena> {
    const server = await DatabaseServer.start();
    const first = await Node.start(server.url, { DRAIN_MS });
    const second = first.sibling();
    await second.begin();
    return new RollingArena(server, [first, second], await front([first, second]), chance);
  }

  async close(): Promise<void> {
    hangUp();
    await this.front?.stop();
    await this.nodes?.[1].end();
    await this.nodes?.[0].remove();
    await this.server?.remove();
  }

  /** Each round ends every node once, in turn, and starts it again, while the load goes on. */
  async roll(rounds: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<RollingOutcome> {
    const ledger = new Ledger(() => this.front.url);
    const load = new Load(ledger, this.chance, { clients: CLIENTS, stubborn: true });
    await this.front.bothReady();
    load.start();
    for (let round = 0; round < rounds; round++) {
      for (const node of this.nodes) {
        await load.acknowledged(ledger.count('acknowledged') + 20 + this.chance.below(60));
        await node.end(signal);
        if (signal === 'SIGKILL') await this.server.passTime();
        await node.begin();
        await this.front.bothReady();
      }
    }
    await load.settle();
    return {
      acknowledged: ledger.count('acknowledged'),
      failures: [...ledger.failures],
      faults: await compare(this.front.url, this.server, ledger, load.clients),
    };
  }
}
