import { Logger } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { JobsConfig } from '@platform/jobs/jobs.config';
import type { WorkerProcess } from '@platform/jobs/worker-process';
import type { Origins } from '@platform/origin/seen-origin';
import type { Database } from '@platform/persistence/database';
import type { Vault } from '@platform/vault/vault';
import { ConsumerRepository } from './consumers/consumer.repository';
import { Consumers } from './consumers/consumers';
import { StopRepository } from './consumers/stop.repository';
import { EventLogRepository } from './entries/event-log.repository';
import { EventRecorder } from './entries/event-recorder';
import { EventLogConfig } from './event-log.config';
import { EventLogProcess } from './event-log-process';
import { Events } from './events';
import { EventFeed } from './feed/event-feed';
import { NodeHeartbeat } from './node/node-heartbeat';
import { PositionRepository } from './positions/position.repository';
import { RecentEntries } from './sequencer/recent-entries';
import { PublishedPosition } from './sequencer/published-position';
import { SequenceRepository } from './sequencer/sequence.repository';
import { Sequencer } from './sequencer/sequencer';
import { SequencerSignal } from './sequencer/sequencer-signal';

// These tests cause failures on purpose.
Logger.overrideLogger(false);

export type EventNode = ReturnType<typeof eventNodeOn>;

/**
 * The event log of one process, with short leases. Without a vault, its events can have no changes.
 */
export function eventNodeOn(database: Database, settings: Partial<EventLogConfig> = {}, vault = {} as Vault) {
  const { transactions } = database;
  const leases = { sequencerLeaseSeconds: 1, consumerLeaseSeconds: 1, handleSeconds: 5 };
  const config = Object.assign(new EventLogConfig(), leases, settings);
  const jobsConfig = Object.assign(new JobsConfig(), { backOffMs: 2, stopSeconds: 1 });
  const log = new EventLogRepository(database);
  const signal = new SequencerSignal();
  const published = new PublishedPosition();
  const recent = new RecentEntries();
  const heartbeat = new NodeHeartbeat(database);
  const positions = new PositionRepository(database);
  const sequence = new SequenceRepository(database);
  const sequencer = new Sequencer(sequence, signal, published, recent, heartbeat, config);
  const consumers = new Consumers();
  const recorder = new EventRecorder(log, vault, {} as Origins);
  const events = new Events(recorder, consumers, transactions, signal, new RuntimeConfig());
  const feed = new EventFeed(positions, log, published, recent);
  const parts = new ConsumerRepository(database);
  const stops = new StopRepository(database);
  const worker = { isWorker: true } as WorkerProcess;
  const process = new EventLogProcess(
    sequencer,
    consumers,
    feed,
    parts,
    stops,
    positions,
    published,
    heartbeat,
    config,
    jobsConfig,
    worker,
  );
  return { config, log, signal, published, positions, sequence, sequencer, events, feed, parts, stops, process };
}

/** Removes all events, positions and consumers. */
export async function emptyEventLog(database: Database): Promise<void> {
  // Numbers start again at 1, so that there is no gap before the first entry.
  await database.write('TRUNCATE TABLE event_log');
  for (const table of ['event_subject', 'event_run', 'event_consumer', 'event_stop', 'event_node'])
    await database.write(`DELETE FROM ${table}`);
  await database.write(
    "UPDATE event_sequence SET position = 0, high_water = 0, gaps = '[]', holder = '', until = UTC_TIMESTAMP(3)",
  );
}
