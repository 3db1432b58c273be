import { Child } from './child';
import { until, type Change, type Command, type Message, type Order, type Outcome } from './event-work';

interface Waiting {
  readonly change: Change;
  readonly sentAt: number;
  done(): void;
}

/** A process with the event log. */
export class EventProcess {
  sequencer = '';
  consumer = '';
  readonly stored = new Set<number>();
  private readonly child: Child;
  private readonly waiting = new Map<number, Waiting>();
  private isLoaded = false;
  private hasEnded = false;

  constructor(
    env: NodeJS.ProcessEnv,
    private readonly nextMoment: () => number,
  ) {
    this.child = new Child('event-node.child.ts', env, (text) => this.receive(JSON.parse(text) as Message));
    void this.child.ended.then(() => {
      this.hasEnded = true;
      for (const ticket of this.waiting.keys()) this.end(ticket, 'unknown');
    });
  }

  get isReady(): boolean {
    return this.sequencer !== '' && !this.hasEnded;
  }

  async start(name: string): Promise<void> {
    await this.until(() => this.isLoaded);
    this.send({ start: name });
  }

  async ready(): Promise<void> {
    await this.until(() => this.isReady);
  }

  /** Runs a transaction and returns it once it has ended, or once its process has. */
  async run(order: Order, changes: Change[]): Promise<Change> {
    const change: Change = {
      order,
      begunAt: this.nextMoment(),
      endedAt: Infinity,
      outcome: 'unknown',
      tookMs: 0,
    };
    changes.push(change);
    if (this.hasEnded) return change;
    await new Promise<void>((done) => {
      this.waiting.set(order.ticket, { change, sentAt: performance.now(), done });
      this.send({ order });
    });
    return change;
  }

  finish(ticket: number): void {
    this.send({ finish: ticket });
  }

  async kill(): Promise<void> {
    this.child.signal('SIGKILL');
    await this.child.ended;
  }

  async pause(): Promise<void> {
    this.child.signal('SIGSTOP');
    await this.child.isStopped();
  }

  continue(): void {
    this.child.signal('SIGCONT');
  }

  async until(isTrue: () => boolean): Promise<void> {
    await until(() => {
      if (this.hasEnded && !isTrue()) throw new Error(`The process has ended:\n${this.child.output}`);
      return isTrue();
    });
  }

  private send(command: Command): void {
    this.child.send(JSON.stringify(command));
  }

  private receive(message: Message): void {
    if ('loaded' in message) this.isLoaded = true;
    else if ('ready' in message) [this.sequencer, this.consumer] = [message.sequencer, message.consumer];
    else if ('stored' in message) this.stored.add(message.stored);
    else this.end(message.ended, message.outcome);
  }

  private end(ticket: number, outcome: Outcome): void {
    const waiting = this.waiting.get(ticket);
    if (!waiting) return;
    this.waiting.delete(ticket);
    const { change, sentAt, done } = waiting;
    Object.assign(change, { outcome, endedAt: this.nextMoment(), tookMs: performance.now() - sentAt });
    done();
  }
}
