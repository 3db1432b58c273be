import { randomBytes } from 'node:crypto';
import type { Chance } from '@test/support/chance';
import { Ledger, type Operation } from './ledger';
import { kindOf, type Client, type KindName } from './kinds';

/** The relative frequency of each kind of change. */
const MIX: Record<Exclude<KindName, 'register'>, number> = {
  profile: 30,
  activity: 15,
  activityWithId: 10,
  refresh: 15,
  signIn: 12,
  signOut: 8,
  staleProfile: 8,
  takenName: 7,
};
const DECK = Object.entries(MIX).flatMap(([kind, times]) => Array<KindName>(times).fill(kind as KindName));

/** The longest time without an acknowledged change. */
const PATIENCE_MS = 10_000;

interface Options {
  readonly clients: number;
  /** Repeats a failed request until its outcome is known, instead of stopping the client. */
  readonly retries?: boolean;
  /** The share of answers that the client drops, between 0 and 1. */
  readonly dropRate?: number;
}

/** Clients that each send random requests, one after the other. */
export class Load {
  readonly clients: Client[];
  private readonly running: Promise<void>[] = [];
  private stopping = false;

  constructor(
    readonly ledger: Ledger,
    private readonly chance: Chance,
    private readonly options: Options,
  ) {
    this.clients = Array.from({ length: options.clients }, newClient);
  }

  start(): void {
    for (const client of this.clients) this.running.push(this.run(client));
  }

  /** Resolves once that many changes were acknowledged. */
  async acknowledged(count: number): Promise<void> {
    let seen = -1;
    let movedAt = 0;
    for (let now = this.ledger.count('acknowledged'); now < count; now = this.ledger.count('acknowledged')) {
      if (now !== seen) [seen, movedAt] = [now, performance.now()];
      if (performance.now() > movedAt + PATIENCE_MS)
        throw new Error(`The load made no progress: ${this.ledger.lastAnswers()}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  /** After the fault: repeats every request of unknown outcome, in the order in which its client sent it. */
  async settle(): Promise<void> {
    await this.stop();
    const unknown = this.ledger.operations.filter(({ outcome }) => outcome === 'unknown');
    await Promise.all(unknown.map((operation) => this.ledger.settle(operation)));
  }

  private async run(client: Client): Promise<void> {
    if (!(await this.perform(this.ledger.write('register', client), false))) return;
    while (!this.stopping) {
      const kind = this.draw(client);
      const dropAnswer = !kindOf(kind).repeats && this.chance.next() < (this.options.dropRate ?? 0);
      if (!(await this.perform(this.ledger.write(kind, client), dropAnswer))) return;
    }
  }

  private draw(client: Client): KindName {
    const kind = this.chance.oneOf(DECK);
    return kind === 'signOut' && client.otherSessions.length === 0 ? 'signIn' : kind;
  }

  /** Returns false if the outcome stays unknown: then the client stops. */
  private async perform(operation: Operation, dropAnswer: boolean): Promise<boolean> {
    await this.ledger.attempt(operation, { dropAnswer });
    if (dropAnswer && operation.outcome === 'unknown') await this.ledger.attempt(operation);
    if (this.options.retries) await this.ledger.settle(operation);
    return operation.outcome !== 'unknown';
  }
}

function newClient(): Client {
  return {
    name: `c${randomBytes(7).toString('hex')}`,
    id: '',
    token: '',
    refreshToken: '',
    presented: undefined,
    otherSessions: [],
  };
}
