import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './event-log.migration';
import { ChangeAccess } from './changes/change-access';
import { ConsumerOverview } from './consumers/consumer-overview';
import { ConsumerRepository } from './consumers/consumer.repository';
import { Consumers } from './consumers/consumers';
import { StopRepository } from './consumers/stop.repository';
import { EventEntity } from './entries/event.entity';
import { EventLogRepository } from './entries/event-log.repository';
import { EventReader } from './entries/event-reader';
import { SubjectChanges } from './entries/subject-changes';
import { EventRecorder } from './entries/event-recorder';
import { EventLogConfig } from './event-log.config';
import { EventLogProcess } from './event-log-process';
import { EventLogUserData } from './event-log.user-data';
import { Events } from './events';
import { EventFeed } from './feed/event-feed';
import { NodeHeartbeat } from './node/node-heartbeat';
import { DurablePosition } from './positions/durable-position';
import { LeafHashes } from './positions/leaf-hashes';
import { PositionWatch } from './positions/position-watch';
import { PositionRepository } from './positions/position.repository';
import { EventRetention } from './retention/event-retention';
import { RetentionRepository } from './retention/retention.repository';
import { RecentEntries } from './sequencer/recent-entries';
import { PublishedPosition } from './sequencer/published-position';
import { SequenceRepository } from './sequencer/sequence.repository';
import { Sequencer } from './sequencer/sequencer';
import { SequencerSignal } from './sequencer/sequencer-signal';
import { VersionedRecords } from './versions/versioned-records';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([EventEntity])],
  providers: [
    ChangeAccess,
    ConsumerOverview,
    ConsumerRepository,
    Consumers,
    DurablePosition,
    EventFeed,
    EventLogConfig,
    EventLogProcess,
    EventLogRepository,
    EventLogUserData,
    EventReader,
    SubjectChanges,
    EventRecorder,
    Events,
    LeafHashes,
    NodeHeartbeat,
    PositionWatch,
    PositionRepository,
    PublishedPosition,
    RecentEntries,
    EventRetention,
    RetentionRepository,
    SequenceRepository,
    Sequencer,
    SequencerSignal,
    StopRepository,
    VersionedRecords,
  ],
  exports: [
    ChangeAccess,
    ConsumerOverview,
    ConsumerRepository,
    Consumers,
    DurablePosition,
    EventFeed,
    EventLogRepository,
    EventReader,
    SubjectChanges,
    EventRetention,
    Events,
    LeafHashes,
    PositionWatch,
    PositionRepository,
    PublishedPosition,
    StopRepository,
    VersionedRecords,
  ],
})
export class EventLogModule {}
