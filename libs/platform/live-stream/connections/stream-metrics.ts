import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';

@Injectable()
export class StreamMetrics {
  readonly open: Gauge;
  readonly frames: Counter;
  readonly cuts: Counter;
  readonly resyncs: Counter;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.open = new Gauge({ name: 'userkeep_streams_open', help: 'Open streams of this process.', registers });
    this.frames = new Counter({
      name: 'userkeep_stream_events_total',
      help: 'Events that were sent to streams.',
      registers,
    });
    this.cuts = new Counter({
      name: 'userkeep_streams_cut_total',
      help: 'Streams that were closed because the client read too slowly.',
      registers,
    });
    this.resyncs = new Counter({
      name: 'userkeep_stream_resyncs_total',
      help: 'Streams whose client had to load everything again.',
      registers,
    });
  }
}
