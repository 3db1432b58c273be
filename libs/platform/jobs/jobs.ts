import { Injectable } from '@nestjs/common';
import { isId, newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import type { Backlog, DeadJobs, EnqueueOptions, JobDefinition, TimedDefinition } from './job-definition';
import { JobRepository } from './job.repository';
import { JobProblems } from './jobs.errors';

/** With the prefix `timed:`, the name must fit into the name of a lease. */
const NAME = /^[a-z0-9_.:-]{1,58}$/;

/**
 * Background jobs. They are stored as rows, so a job exists exactly if the transaction that enqueued it was committed.
 */
@Injectable()
export class Jobs {
  readonly wakeUp = new WakeUpSignal();
  readonly definitions = new Map<string, JobDefinition>();
  readonly timed = new Map<string, TimedDefinition>();

  constructor(
    private readonly repository: JobRepository,
    private readonly transactions: Transactions,
  ) {}

  define<Payload>(definition: JobDefinition<Payload>): void {
    checkName(this.definitions, definition.name);
    this.definitions.set(definition.name, definition);
  }

  /** Enqueues a job in the ambient transaction, so a rolled-back change leaves no job. Returns the ID of the job. */
  async enqueue(name: string, payload: unknown, options: EnqueueOptions = {}): Promise<string> {
    if (!this.definitions.has(name)) throw new Error(`No job is defined as ${name}.`);
    const id = options.id ?? newId();
    const { stream = null, delayMs = 0 } = options;
    await this.repository.add([{ id, name, stream, payload }], delayMs);
    this.transactions.afterCommit(() => this.wakeUp.sendIn(delayMs));
    return id;
  }

  /** Runs the job at about this interval, on one node at a time. A restart does not change the time of the next run. */
  every(definition: TimedDefinition): void {
    checkName(this.timed, definition.name);
    this.timed.set(definition.name, definition);
  }

  async dead(page: { limit: number; cursor?: string }): Promise<DeadJobs> {
    return this.repository.dead(Math.min(Math.max(Math.trunc(page.limit), 1), 500), page.cursor);
  }

  /** Runs a dead job again, after the jobs that are waiting in its stream. */
  async replay(id: string): Promise<void> {
    if (!isId(id) || !(await this.repository.replay(id))) throw JobProblems.not_dead();
    this.wakeUp.send();
  }

  /** Cancels jobs. A job that is already running continues. */
  async withdraw(ids: readonly string[]): Promise<void> {
    await this.repository.remove(ids);
  }

  async backlog(): Promise<Backlog> {
    return this.repository.backlog();
  }
}

function checkName(taken: ReadonlyMap<string, unknown>, name: string): void {
  if (!NAME.test(name)) throw new Error(`${name} is not a valid name for a job.`);
  if (taken.has(name)) throw new Error(`The job ${name} is defined twice.`);
}
