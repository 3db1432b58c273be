import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import { EventReader } from '@platform/event-log/entries/event-reader';
import { Events } from '@platform/event-log/events';
import { HttpClient } from '@platform/http-client/http-client';
import { READ_PERSONAL } from '../audit.permissions';
import type { PositionedText } from './siem-batches.rule';
import { SiemConfig } from './siem.config';
import { SiemDelivery } from './siem-delivery';
import { SiemEndpoint } from './siem-endpoint';
import { SiemFile } from './siem-file';
import { siemLineOf } from './siem-line.rule';
import type { SiemOutput } from './siem-output';

const MIB = 1024 * 1024;
/** Events are opened in groups, because a single one can contain a megabyte of values. */
const OPENED_AT_ONCE = 32;

/** Streams the whole event log to a SIEM, if the operator has configured one. */
@Injectable()
export class SiemStream implements OnModuleInit, OnModuleDestroy {
  private delivery: SiemDelivery<SequencedEvent> | undefined;

  constructor(
    private readonly config: SiemConfig,
    private readonly events: Events,
    private readonly access: ChangeAccess,
    private readonly reader: EventReader,
    private readonly httpClient: HttpClient,
  ) {}

  onModuleInit(): void {
    const output = this.configuredOutput();
    if (!output) return;
    const delivery = (this.delivery = new SiemDelivery(output, (events: readonly SequencedEvent[]) =>
      this.linesOf(events),
    ));
    this.events.consumeInOrder({
      name: 'audit.siem',
      takesUnknown: true,
      on: '*',
      from: 'now',
      handleAll: (events, { fence }) => delivery.deliver(events, fence),
    });
  }

  /** Runs before the consumers are stopped, which waits for their calls. */
  onModuleDestroy(): void {
    this.delivery?.stop();
  }

  private configuredOutput(): SiemOutput | undefined {
    const { file, fileMaxMib, fileCount, url, token } = this.config;
    if (file !== undefined) return new SiemFile(file, fileMaxMib * MIB, fileCount);
    return url === undefined ? undefined : new SiemEndpoint(url, token, this.httpClient);
  }

  private async *linesOf(events: readonly SequencedEvent[]): AsyncGenerator<PositionedText> {
    const permissions = new Set(this.config.permissions);
    const showsNetwork = permissions.has(READ_PERSONAL);
    const view = await this.access.forPermissions(permissions);
    for (let from = 0; from < events.length; from += OPENED_AT_ONCE) {
      const group = events.slice(from, from + OPENED_AT_ONCE);
      const opened = await this.reader.open(
        group.map(({ entry }) => entry),
        view,
      );
      for (const [at, { position }] of group.entries()) {
        const line = siemLineOf(opened[at] as (typeof opened)[number], position, showsNetwork);
        yield { position, text: `${JSON.stringify(line)}\n` };
      }
    }
  }
}
