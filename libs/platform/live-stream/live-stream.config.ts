import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class LiveStreamConfig extends defineConfig('Live stream', {
  perUser: integer('STREAMS_PER_USER', {
    default: 20,
    min: 1,
    max: 10_000,
    help: 'The maximum number of open streams per user and node. Further requests get 429.',
  }),
  perNode: integer('STREAMS_PER_NODE', {
    default: 10_000,
    min: 1,
    max: 1_000_000,
    help: 'The maximum number of open streams per node. Further requests get 503.',
  }),
  heartbeatSeconds: integer('STREAM_HEARTBEAT_SECONDS', {
    default: 15,
    min: 1,
    max: 300,
    help: 'The number of seconds without an event after which a stream sends a comment. It must be below the read timeout of every proxy.',
  }),
  bufferKib: integer('STREAM_BUFFER_KIB', {
    default: 256,
    min: 16,
    max: 65_536,
    help: 'How much unsent data a stream may have, in KiB. A client that reads more slowly is disconnected and resumes.',
  }),
  stalledSeconds: integer('STREAM_STALLED_SECONDS', {
    default: 30,
    min: 1,
    max: 600,
    help: 'The number of seconds after which a client that does not read pending data is disconnected.',
  }),
}) {}
