import type { Chance } from '@test/support/chance';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { EventProcess } from './event-process';
import {
  createEventTables,
  LOOK_MS,
  nameTargets,
  PATIENCE_MS,
  pause,
  rowTargets,
  SUBJECTS,
  until,
  type Broken,
  type Change,
  type ChangeKind,
  type Order,
} from './event-work';
import { eventFaults } from './event-checks';

const WRITERS_OF_A_NODE = 4;
const KINDS: readonly ChangeKind[] = ['row', 'row', 'compared', 'name', 'none', 'none'];
const LARGEST_TRANSACTION = 16;
const LONGEST_HOLD_MS = 150;
const AFTER_FAILURE_MS = 20;
const CHANGES_WHILE_PAUSED = 3;

interface EventRunOptions {
  readonly broken?: Broken;
  /** Processes that are loaded and not started, so that one can replace a killed process at once. */
  readonly spares?: number;
}

/** Two processes with the event log on one database, and the ledger of the transactions that they were told to run. */
export class EventRun {
  readonly changes: Change[] = [];
  readonly nodes: EventProcess[] = [];
  private readonly spares: EventProcess[] = [];
  private moment = 0;
  private ticket = 0;
  private names = 0;
  private isWriting = false;
  private writers: Promise<unknown>[] = [];

  private constructor(
    private readonly chance: Chance,
    readonly database: Database,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The database has the tables of the event log. `nodeUrl` is the address for the processes. */
  static async open(
    chance: Chance,
    url: string,
    { broken = 'none', spares = 0, nodeUrl = url }: EventRunOptions & { readonly nodeUrl?: string } = {},
  ): Promise<EventRun> {
    const database = new Database(new ConnectionPool(url, 4, { acquireMs: 10_000, statementMs: 30_000 }));
    const run = new EventRun(chance, database, { URL: nodeUrl, BROKEN: broken });
    await createEventTables(database);
    for (let count = 0; count < 2 + spares; count++) run.spares.push(run.newProcess());
    await Promise.all([0, 1].map((at) => run.startNode(at)));
    return run;
  }

  async close(): Promise<void> {
    this.isWriting = false;
    await Promise.all([...this.nodes, ...this.spares].map((process) => process.kill()));
    await Promise.allSettled(this.writers);
    await this.database.close();
  }

  get acknowledged(): number {
    return this.changes.filter(({ outcome }) => outcome === 'acknowledged').length;
  }

  node(at: number): EventProcess {
    return this.nodes[at] as EventProcess;
  }

  startWriters(): void {
    this.isWriting = true;
    this.writers = this.nodes.flatMap((_, at) => Array.from({ length: WRITERS_OF_A_NODE }, () => this.write(at)));
  }

  /** Resolves after this many further acknowledgements. */
  async progress(changes: number): Promise<void> {
    const wanted = this.acknowledged + changes;
    await until(() => this.acknowledged >= wanted);
  }

  /** Kills a process and starts another one in its place at once. */
  async killNode(at: number): Promise<void> {
    await this.node(at).kill();
    this.spares.push(this.newProcess());
    await this.startNode(at);
  }

  /** Pauses a process until the other one has all its rights and has given positions, and continues it. */
  async pauseNode(at: number, patienceMs = PATIENCE_MS): Promise<void> {
    const paused = this.node(at);
    const wasSequencer = (await this.sequencerHolder()) === paused.sequencer;
    await paused.pause();
    try {
      await until(async () => !(await this.hasRights(paused, wasSequencer)), patienceMs);
      // The writers of the other process may wait for row locks of the paused one.
      for (let count = 0; count < CHANGES_WHILE_PAUSED; count++) {
        const { position } = await this.state();
        await this.change(1 - at, { holdMs: 1 });
        await until(async () => (await this.state()).position > position, patienceMs);
      }
    } finally {
      paused.continue();
    }
  }

  /** The number of the process that assigns the positions. */
  async sequencerNode(): Promise<number> {
    let found = -1;
    await until(async () => {
      const holder = await this.sequencerHolder();
      found = this.nodes.findIndex(({ sequencer }) => sequencer === holder);
      return found >= 0;
    });
    return found;
  }

  /** Runs one transaction with a single event. */
  async change(at: number, parts: Partial<Order> = {}): Promise<Change> {
    const one = { kind: 'none', events: [[this.chance.below(SUBJECTS)]], atEnd: 'commit', holdMs: 0 } as const;
    return this.node(at).run(this.order({ ...one, ...parts }), this.changes);
  }

  /** Stops the writers, and waits until all events are handled. Returns what the checks have found. */
  async settle(patienceMs = PATIENCE_MS): Promise<string[]> {
    this.isWriting = false;
    await Promise.all(this.writers);
    await this.isQuiet(patienceMs);
    return eventFaults(this.database, this.changes);
  }

  /** Resolves once nothing is left to do, or once there is no more progress. */
  async isQuiet(patienceMs = PATIENCE_MS): Promise<void> {
    let least = Infinity;
    for (let end = performance.now() + patienceMs; performance.now() < end; await pause(LOOK_MS)) {
      const { entries, position, handled, stops, gaps } = await this.state();
      const left = entries - position + (position - handled) + stops + gaps;
      if (left === 0) return;
      if (left < least) [least, end] = [left, performance.now() + patienceMs];
    }
  }

  async state() {
    const row = await this.database.row<{ gaps: string } & Record<string, number>>(
      `SELECT position, gaps, (SELECT COUNT(*) FROM event_log WHERE type <> '') AS entries,
         (SELECT MIN(position) FROM event_consumer) AS handled, (SELECT COUNT(*) FROM event_stop) AS stops
       FROM event_sequence`,
    );
    return {
      entries: Number(row?.entries),
      position: Number(row?.position),
      handled: Number(row?.handled),
      stops: Number(row?.stops),
      gaps: (JSON.parse(row?.gaps ?? '[]') as unknown[]).length,
    };
  }

  private async write(at: number): Promise<void> {
    while (this.isWriting) {
      const node = this.node(at);
      if (!node.isReady) await pause(AFTER_FAILURE_MS);
      else if ((await node.run(this.order(), this.changes)).outcome === 'unknown') await pause(AFTER_FAILURE_MS);
    }
  }

  private order(parts: Partial<Order> = {}): Order {
    const { chance } = this;
    const kind = chance.oneOf(KINDS);
    const isInterrupted = kind === 'row' || kind === 'none';
    const isRolledBack = isInterrupted && chance.below(8) === 0;
    return {
      ticket: ++this.ticket,
      kind,
      target: kind === 'name' ? this.nextName() : chance.oneOf(rowTargets),
      events: Array.from({ length: this.transactionSize() }, () => this.subjects()),
      atEnd: isRolledBack ? 'roll back' : 'commit',
      holdMs: isInterrupted && chance.below(5) === 0 ? chance.below(LONGEST_HOLD_MS) : 0,
      ...parts,
    };
  }

  private nextName(): number {
    return nameTargets[this.names++ % nameTargets.length] as number;
  }

  private transactionSize(): number {
    return this.chance.below(2) === 0 ? 1 : 1 + this.chance.below(LARGEST_TRANSACTION);
  }

  private subjects(): number[] {
    const { chance } = this;
    return Array.from({ length: [0, 1, 1, 1, 1, 2][chance.below(6)] as number }, () => chance.below(SUBJECTS));
  }

  private async startNode(at: number): Promise<void> {
    const process = this.spares.shift() ?? this.newProcess();
    this.nodes[at] = process;
    await process.start('AB'[at] as string);
    await process.ready();
  }

  private newProcess(): EventProcess {
    return new EventProcess(this.env, () => ++this.moment);
  }

  private async sequencerHolder(): Promise<string> {
    return (await this.database.row<{ holder: string }>('SELECT holder FROM event_sequence'))?.holder ?? '';
  }

  private async hasRights({ sequencer, consumer }: EventProcess, wasSequencer: boolean): Promise<boolean> {
    if (wasSequencer && (await this.sequencerHolder()) === sequencer) return true;
    const parts = await this.database.rows('SELECT 1 FROM event_consumer WHERE holder IN (?, ?)', [consumer, '']);
    return parts.length > 0;
  }
}
