import { defineConfig } from '@platform/config/config';
import { checked, integer, list } from '@platform/config/setting';
import { faultOfRetention } from './settings/retention.rule';

export class EventLogConfig extends defineConfig('Events', {
  sequencerLeaseSeconds: integer('EVENT_SEQUENCER_LEASE_SECONDS', {
    default: 5,
    min: 1,
    max: 300,
    help: 'The number of seconds without a heartbeat after which another process takes over assigning positions to events.',
  }),
  consumerLeaseSeconds: integer('EVENT_CONSUMER_LEASE_SECONDS', {
    default: 15,
    min: 1,
    max: 300,
    help: 'The number of seconds without a heartbeat after which another process takes over the event partitions of a process.',
  }),
  handleSeconds: integer('EVENT_HANDLE_SECONDS', {
    default: 30,
    min: 1,
    max: 600,
    help: 'The time limit of a consumer for one event, in seconds. After it, the attempt counts as failed.',
  }),
  retention: checked(
    list('EVENT_RETENTION', {
      default: [],
      help: 'The number of days for which events are kept, by type, comma-separated, for example auth.*=400,app.*=365. The longest match applies; without one, events are kept without a limit.',
    }),
    (entries) => entries.map(faultOfRetention),
  ),
}) {}
