import { Injectable } from '@nestjs/common';
import { isId, newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { WakeUpSignal } from './wake-up-signal';
import type { Backlog, DeadJobs, EnqueueOptions, JobDefinition, TimedDefinition } from './job-definition';
import { JobRepository } from './job.repository';
import { JobProblems } from './jobs.errors';

/** Moves other stored work into jobs; true when there may be more of it at once. */
export type JobSource = () => Promise<boolean>;

/** `timed:` and this must fit a lease's name. */
const NAME = /^[a-z0-9_.:-]{1,58}$/;

/** Work for later: kept as rows, so it is promised exactly when the change that wanted it is committed. */
@Injectable()
export class Jobs {
  readonly bell = new WakeUpSignal();
  readonly definitions = new Map<string, JobDefinition>();
  readonly timed = new Map<string, TimedDefinition>();
  readonly sources: JobSource[] = [];

  constructor(
    private readonly repository: JobRepository,
    private readonly transactions: Transactions,
  ) {}

  define<Payload>(definition: JobDefinition<Payload>): void {
    claimName(this.definitions, definition.name);
    this.definitions.set(definition.name, definition);
  }

  /** In the ambient transaction, so a rolled-back change leaves no job. Returns the job's id. */
  async enqueue(name: string, payload: unknown, options: EnqueueOptions = {}): Promise<string> {
    if (!this.definitions.has(name)) throw new Error(`No job is defined as ${name}.`);
    const id = options.id ?? newId();
    const { stream = null, delayMs = 0 } = options;
    await this.repository.add([{ id, name, stream, payload }], delayMs);
    this.transactions.afterCommit(() => this.bell.ringIn(delayMs));
    return id;
  }

  /** Runs it about every so many seconds, on one node at a time; a restart does not bring it forward. */
  every(definition: TimedDefinition): void {
    claimName(this.timed, definition.name);
    this.timed.set(definition.name, definition);
  }

  addSource(feeder: JobSource): void {
    this.sources.push(feeder);
  }

  async dead(page: { limit: number; cursor?: string }): Promise<DeadJobs> {
    return this.repository.dead(Math.min(Math.max(Math.trunc(page.limit), 1), 500), page.cursor);
  }

  /** Runs a dead job again, after the jobs that are waiting in its stream. */
  async replay(id: string): Promise<void> {
    if (!isId(id) || !(await this.repository.replay(id))) throw JobProblems.not_dead();
    this.bell.ring();
  }

  /** Cancels jobs. A job that is already running continues. */
  async withdraw(ids: readonly string[]): Promise<void> {
    await this.repository.remove(ids);
  }

  async backlog(): Promise<Backlog> {
    return this.repository.backlog();
  }
}

function claimName(taken: ReadonlyMap<string, unknown>, name: string): void {
  if (!NAME.test(name)) throw new Error(`${name} is not a valid name for a job.`);
  if (taken.has(name)) throw new Error(`The job ${name} is defined twice.`);
}
