import { Injectable } from '@nestjs/common';
import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import { StreamKinds } from '@platform/http/streams/stream-kinds';
import { Frames } from './kinds/frames';
import type { EventKind } from './kinds/stream-kind';

/**
 * What features send to the open streams of a user. Kinds are defined in constructors of providers, because the OpenAPI
 * document is made without starting the application.
 */
@Injectable()
export class LiveStream {
  constructor(
    private readonly kinds: StreamKinds,
    private readonly frames: Frames,
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
}
