import { WakeUpSignal } from '@platform/process/wake-up-signal';
import type { EventFeed } from '../feed/event-feed';
import { ConsumerLoop } from './consumer-loop';
import type { ConsumerRepository } from './consumer.repository';
import type { EventHandler } from './event-handler';
import { LeasedPartitions } from './leased-partitions';

describe('The loop of a consumer', () => {
  it('does not handle the events of a part that was taken after its stops were read', async () => {
    const parts = new LeasedPartitions('test.consumer', { moveTo: async () => true } as unknown as ConsumerRepository);
    const handled: (readonly number[])[] = [];
    const handler: EventHandler = {
      async prepare() {
        if (!parts.find(2)) parts.add({ part: 2, fence: 1, position: 0 }, Infinity, false);
      },
      async handle(_events, own) {
        handled.push(own.map(({ part }) => part));
        return 0;
      },
      dueInMs: undefined,
      isPostponed: false,
      load: () => undefined,
      lookForDue: () => undefined,
      idle: async () => undefined,
    };
    const feed = { read: async (after: number) => ({ events: [], upTo: after + 1 }) } as unknown as EventFeed;
    const loop = new ConsumerLoop('test.consumer', 8, parts, handler, feed, new WakeUpSignal());
    parts.add({ part: 1, fence: 1, position: 0 }, Infinity, false);
    await loop.step();
    await loop.step();
    expect(handled).toEqual([[1], [1, 2]]);
  });
});
