import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import type { Changes } from '@platform/event-log/changes/changes';
import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import { Events } from '@platform/event-log/events';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import { StreamKinds } from '@platform/http/streams/stream-kinds';
import type { UserId } from '@platform/ids/ids';
import { checkData } from './kinds/check-data';
import { Frames } from './kinds/frames';
import type { EventKind, KindData, SentKind } from './kinds/stream-kind';
import { FrameSent } from './live-stream.events';

/**
 * What features send to the open streams of a user. Kinds are defined in constructors of providers, because the OpenAPI
 * document is made without starting the application.
 */
@Injectable()
export class LiveStream {
  private readonly sent = new Map<string, SentKind<object>>();

  constructor(
    private readonly kinds: StreamKinds,
    private readonly frames: Frames,
    private readonly events: Events,
    private readonly config: RuntimeConfig,
  ) {
    const hasNoData = { data: undefined };
    kinds.add({ kind: 'ready', summary: 'The first event of a stream that does not resume', ...hasNoData });
    kinds.add({
      kind: 'resync',
      summary: 'Events may be missing: load what the app shows again. The stream continues from here',
      ...hasNoData,
    });
    kinds.add({
      kind: 'drain',
      summary: 'This node is about to stop: connect again, to another node',
      hasNoId: true,
      ...hasNoData,
    });
    frames.add([FrameSent.type], (event, changes) => this.sentData(event, changes));
  }

  /** Sends an event to the user whenever one of these events is about the user. */
  fromEvents<Definition extends EventDefinition, Data extends object>(given: EventKind<Definition, Data>): void {
    const { kind, on, data: shape, frame, ends } = given;
    this.kinds.add(given);
    this.frames.add(
      on.map(({ type }) => type),
      (event, changes, userId) => {
        const data = frame(event as unknown as SequencedEvent<Definition>, changes, userId);
        return data && { kind, shape, data, ...(ends && { ends: (sessionId) => ends(data, sessionId) }) };
      },
    );
  }

  /** Defines a kind for `toUser`, for data that no event of the log contains. Counts must be absolute. */
  defineKind<Data extends object>(kind: SentKind<Data>): SentKind<Data> {
    this.kinds.add(kind);
    this.sent.set(kind.kind, kind);
    return kind;
  }

  /** Must run in a transaction. After its commit, the data is sent to all streams of the user, in the order of the log. */
  async toUser<Data extends object>(userId: UserId, { kind, data: shape }: SentKind<Data>, data: Data): Promise<void> {
    if (!this.sent.has(kind)) throw new Error(`The kind ${kind} is not defined.`);
    if (!this.config.production) checkData(kind, shape, data);
    const changes = { data: { before: null, after: data } };
    await this.events.publish(FrameSent.of({ subject: userId, facts: { kind }, changes }));
  }

  private sentData({ facts }: SequencedEvent, { data }: Changes): KindData | undefined {
    const kind = this.sent.get((facts as { readonly kind: string }).kind);
    return kind && data && { kind: kind.kind, shape: kind.data, data: data.after as object };
  }
}
