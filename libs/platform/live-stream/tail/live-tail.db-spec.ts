import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { IntegerField } from '@platform/http/fields/fields';
import { defineEvent } from '@platform/event-log/definitions/define-event';
import { EventReader } from '@platform/event-log/entries/event-reader';
import { SubjectChanges } from '@platform/event-log/entries/subject-changes';
import type { ChangeAccess } from '@platform/event-log/changes/change-access';
import { emptyEventLog, eventNodeOn } from '@platform/event-log/event-log.test-support';
import type { PositionWatch } from '@platform/event-log/positions/position-watch';
import { newId, type SessionId, type UserId } from '@platform/ids/ids';
import { until } from '@platform/jobs/worker.test-support';
import type { Vault } from '@platform/vault/vault';
import { OpenStreams } from '../connections/open-streams';
import type { StreamConnection } from '../connections/stream-connection';
import type { StreamMetrics } from '../connections/stream-metrics';
import type { StreamSessions } from '../connections/stream-sessions';
import { Frames, type Frame } from '../kinds/frames';
import { CatchUp } from './catch-up';
import { LiveTail } from './live-tail';

class CountedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Counted = defineEvent('test_tail.counted', 1, CountedFacts, 'Something was counted');
const Other = defineEvent('test_tail.other', 1, CountedFacts, 'Something else was counted');
const EVENTS = 300;
const STREAMS = 600;

/** A connection that only notes what it would send. */
class NotedStream {
  readonly sessionId = newId<SessionId>();
  readonly sent: (number | 'resync')[] = [];
  isLive = false;
  hasEnded = false;
  resyncs = 0;

  cursor: number;

  constructor(
    readonly userId: UserId,
    readonly from: number,
  ) {
    this.cursor = from;
  }

  send({ position, text }: Frame): void {
    this.sent.push(Number(/"n":(\d+)/.exec(text)?.[1]));
    this.cursor = position;
  }

  resync(position: number): void {
    this.resyncs++;
    this.sent.push('resync');
    this.cursor = position;
  }

  async drained(): Promise<void> {
    await pause(0);
  }

  tick(): void {}
  destroy(): void {
    this.hasEnded = true;
  }
}

describe('The tail of the live stream', () => {
  let databases: TestDatabases;

  beforeAll(async () => {
    databases = await createTestDatabases();
  });
  afterEach(() => emptyEventLog(databases.main.database));
  afterAll(() => databases.drop());

  function start() {
    const { database } = databases.main;
    const node = eventNodeOn(database);
    const vault = { boxesOf: async () => new Map() } as unknown as Vault;
    const view = { of: () => ({ changes: {}, showsSealed: false }) };
    const frames = new Frames(
      new SubjectChanges(new EventReader(vault), { forSubject: async () => view } as unknown as ChangeAccess),
    );
    frames.add([Counted.type], ({ facts }) => ({ kind: 'counted', shape: CountedFacts, data: facts }));
    const sessions = { checkUnlessCurrent: async () => undefined } as unknown as StreamSessions;
    const streams = new OpenStreams({ open: { set: () => undefined } } as unknown as StreamMetrics);
    const positions = { start: () => undefined, stop: () => undefined } as unknown as PositionWatch;
    const catchUp = new CatchUp(node.feed, frames, sessions);
    const tail = new LiveTail(streams, sessions, node.feed, frames, catchUp, node.published, positions);
    tail.onModuleInit();
    const publish = (
      n: number,
      subject: UserId,
      otherSubjects: UserId[] = [],
      definition: typeof Counted | typeof Other = Counted,
    ) => database.transactions.run(() => node.events.publish(definition.of({ subject, otherSubjects, facts: { n } })));
    const open = (userId: UserId, cursor: number) => {
      const stream = new NotedStream(userId, cursor);
      streams.add(stream as unknown as StreamConnection);
      tail.join(stream as unknown as StreamConnection);
      return stream;
    };
    const close = (opened: readonly NotedStream[]) => {
      for (const stream of opened) streams.remove(stream as unknown as StreamConnection);
    };
    return { node, publish, open, close, database };
  }

  it('sends each event once and in order to streams that join at any time, from any position', async () => {
    const { node, publish, open, close } = start();
    const chance = new Chance('live tail');
    const [one, another] = [newId<UserId>(), newId<UserId>()];
    const opened: NotedStream[] = [];
    let published = 0;
    const sequencing = (async () => {
      while (node.published.value < EVENTS) {
        await node.sequencer.step();
        await pause(1);
      }
    })();
    const joining = (async () => {
      while (opened.length < STREAMS) {
        if (published >= (opened.length * EVENTS) / STREAMS)
          opened.push(open(opened.length % 2 ? one : another, Math.max(0, node.published.value - chance.below(5))));
        await pause(1);
      }
    })();
    for (; published < EVENTS; published++) await publish(published + 1, published % 3 ? one : another);
    await Promise.all([sequencing, joining]);
    await until(async () => opened.every(({ isLive }) => isLive));
    await publish(EVENTS + 1, one, [another]);
    await node.sequencer.step();
    await until(async () => opened.every(({ sent }) => sent.at(-1) === EVENTS + 1));
    // Positions equal the numbers, because nothing else is in the log.
    for (const [at, { userId, from, sent }] of opened.entries()) {
      const expected = Array.from({ length: EVENTS }, (_, n) => n + 1).filter(
        (n) => n > from && ((n - 1) % 3 ? one : another) === userId,
      );
      expect([at, sent]).toEqual([at, [...expected, EVENTS + 1]]);
    }
    expect(opened).toHaveLength(STREAMS);
    close(opened);
  });

  it('loads only the events of connected users, and nothing without streams', async () => {
    const { node, publish, open, close } = start();
    const loaded = jest.spyOn(node.log, 'withNumbers');
    const outlined = jest.spyOn(node.log, 'outlinesWithNumbers');
    const [connected, absent] = [newId<UserId>(), newId<UserId>()];
    await publish(1, connected);
    await node.sequencer.step();
    expect(outlined).not.toHaveBeenCalled();
    const stream = open(connected, 1);
    await publish(2, absent);
    await publish(3, connected, [], Other);
    await node.sequencer.step();
    await publish(4, absent, [connected]);
    await node.sequencer.step();
    await until(async () => stream.sent.length === 1);
    expect(stream.sent).toEqual([4]);
    expect(loaded.mock.calls.map(([numbers]) => numbers)).toEqual([[4]]);
    close([stream]);
  });

  it('sends a resync when positions were lost, and then the events that are given them', async () => {
    const { node, open, close, database } = start();
    const user = newId<UserId>();
    const stream = open(user, 0);
    /** Another process assigns the positions. */
    const publishElsewhere = async (...numbers: number[]) => {
      const other = eventNodeOn(database);
      for (const n of numbers)
        await database.transactions.run(() => other.events.publish(Counted.of({ subject: user, facts: { n } })));
      await other.sequencer.step();
      await other.sequencer.stop();
      return other.published.value;
    };
    node.published.advance(await publishElsewhere(1, 2, 3));
    await until(async () => stream.sent.length === 3);
    await database.write('DELETE FROM event_run WHERE position > 1');
    await database.write('DELETE FROM event_log WHERE seq > 1');
    await database.write("UPDATE event_sequence SET position = 1, high_water = 1, gaps = '[]', until = '2026-01-01'");
    node.published.startAgain(1);
    node.published.advance(await publishElsewhere(4));
    await until(async () => stream.sent.length === 5);
    expect(stream.sent).toEqual([1, 2, 3, 'resync', 4]);
    close([stream]);
  });
});
