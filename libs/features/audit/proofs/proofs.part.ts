import type { Provider, Type } from '@nestjs/common';
import './proofs.migration';
import { LogKeysController } from './answers/log-keys.controller';
import { OwnProofController } from './answers/own-proof.controller';
import { ProofsController } from './answers/proofs.controller';
import { ProofsService } from './answers/proofs.service';
import { AlarmsConfig } from './alarms/alarms.config';
import { AuditAlarms } from './alarms/audit-alarms';
import { HeadDelivery } from './heads/head-delivery';
import { HeadEntity } from './heads/head.entity';
import { HeadMetrics } from './heads/head-metrics';
import { HeadRepository } from './heads/head.repository';
import { HeadsConfig } from './heads/heads.config';
import { AuditLogAdmin } from './log/audit-log-admin';
import { AuditLogEntity } from './log/audit-log.entity';
import { AuditLogRepository } from './log/audit-log.repository';
import { CheckpointEntity } from './log/checkpoint.entity';
import { CheckpointRepository } from './log/checkpoint.repository';
import { CheckpointSigner } from './log/checkpoint-signer';
import { LogIntegration } from './log/log-integration';
import { LogTree } from './log/log-tree';
import { ProvenEntries } from './log/proven-entries';

/** The tree over the audit log: its integration, checkpoints and proofs. */
export const PROOF_CONTROLLERS: readonly Type[] = [LogKeysController, OwnProofController, ProofsController];

export const PROOF_ENTITIES: readonly Type[] = [AuditLogEntity, CheckpointEntity, HeadEntity];

export const PROOF_PROVIDERS: readonly Provider[] = [
  AlarmsConfig,
  AuditAlarms,
  AuditLogAdmin,
  AuditLogRepository,
  CheckpointRepository,
  CheckpointSigner,
  HeadDelivery,
  HeadMetrics,
  HeadRepository,
  HeadsConfig,
  LogIntegration,
  LogTree,
  ProofsService,
  ProvenEntries,
];
