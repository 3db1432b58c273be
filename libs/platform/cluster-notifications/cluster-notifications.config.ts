import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class ClusterNotificationsConfig extends defineConfig('Cluster notifications', {
  pollMs: integer('SIGNAL_POLL_MS', {
    default: 100,
    min: 10,
    max: 1000,
    help: 'How often a node reads notifications from other nodes (revoked sessions, changed roles), in milliseconds.',
  }),
}) {}
