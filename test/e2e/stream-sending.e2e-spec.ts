import { defineEvent } from '@platform/event-log/definitions/define-event';
import { Events } from '@platform/event-log/events';
import { LiveStream } from '@platform/live-stream/live-stream';
import { Metrics } from '@platform/http/health/metrics';
import { IntegerField, TextField } from '@platform/http/fields/fields';
import { Transactions } from '@platform/persistence/transactions';
import type { StreamClient } from '@test/support/stream-client';
import { TestApi, type TestUser } from '@test/support/test-api';
import { TestStreams } from '@test/support/test-streams';
import { until } from '@test/support/two-nodes';

class CountFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'The number of unread notifications.' })
  count: number;
}

class Unread extends CountFacts {
  @TextField({ max: 500_000, optional: true, description: 'Fills the buffer.' })
  text?: string;
}

/** As for `notifications.unread`: the event exists only for the stream. */
const CountChanged = defineEvent('test_sending.count_changed', 1, CountFacts, 'A count changed', {
  changes: { text: { permission: null } },
  internal: { keptDays: 2 },
});

describe('What features send to the streams of a user', () => {
  let api: TestApi;
  let user: TestUser;
  const streams = new TestStreams();

  beforeAll(async () => {
    api = await TestApi.start({ STREAM_BUFFER_KIB: '64', STREAM_STALLED_SECONDS: '1' });
    api.app.get(LiveStream).fromEvents({
      kind: 'test.unread',
      summary: 'A test',
      on: [CountChanged],
      data: Unread,
      frame: ({ facts: { count } }, { text }) => ({ count, text: text?.after as string | undefined }),
    });
    user = await api.register('reader');
  });
  afterEach(() => streams.stop());
  afterAll(() => api.stop());

  const streamOf = ({ token }: TestUser, lastEventId?: string) => streams.on(api, { token, lastEventId });
  const publish = ({ count, text }: Unread, to = user) => {
    const changes = text === undefined ? undefined : { text: { before: null, after: text } };
    return api.app.get(Events).publish(CountChanged.of({ subject: to.id, facts: { count }, changes }));
  };
  const send = (data: Unread, to = user) => api.app.get(Transactions).run(() => publish(data, to));
  const counts = ({ events }: StreamClient) =>
    events.filter(({ event }) => event === 'test.unread').map(({ data }) => data.count as number);

  it('arrives in the order of all events, and again when a client resumes', async () => {
    const stream = await streamOf(user);
    const { id } = await stream.next('ready');
    await send({ count: 1 });
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'between' } });
    await send({ count: 2 });
    await stream.until(() => stream.events.length === 4);
    expect(stream.events.slice(1).map(({ event, data }) => [event, data])).toEqual([
      ['test.unread', { count: 1 }],
      ['profile.changed', { bio: 'between' }],
      ['test.unread', { count: 2 }],
    ]);
    const resumed = await streamOf(user, id);
    await resumed.until(() => resumed.events.length === 3);
    expect(resumed.events).toEqual(stream.events.slice(1));
  });

  it('is sent only if the transaction commits', async () => {
    const stream = await streamOf(user);
    await stream.next('ready');
    const failing = api.app.get(Transactions).run(async () => {
      await publish({ count: 7 });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await send({ count: 8 });
    await stream.next('test.unread');
    expect(counts(stream)).toEqual([8]);
  });

  it('appears in no activity, search, export or list of events', async () => {
    const admin = await api.administrator();
    await send({ count: 9 });
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'the last one' } });
    const listed = async (path: string, { token }: TestUser) => (await api.call('GET', path, { token })).text;
    const isListed = async () => (await listed('/v1/admin/events?after=0&limit=100', admin)).includes('the last one');
    await until(isListed);
    for (const [path, by] of [
      ['/v1/me/activity', user],
      ['/v1/admin/audit?limit=100', admin],
      [`/v1/admin/audit?subjectId=${user.id}&action=test_sending.count_changed`, admin],
      ['/v1/admin/audit/export', admin],
      ['/v1/admin/events?after=0&limit=100', admin],
    ] as const)
      expect([path, (await listed(path, by)).includes('test_sending.count_changed')]).toEqual([path, false]);
  });

  it('disconnects a client that does not read, which resumes without loss', async () => {
    const reader = await api.register('slow-reader');
    const stream = await streamOf(reader);
    await stream.next('ready');
    stream.pause();
    const cut = async () => /userkeep_streams_cut_total ([1-9]\d*)/.test(await api.app.get(Metrics).registry.metrics());
    let sent = 0;
    const text = 'x'.repeat(400_000);
    while (!(await cut())) await send({ count: ++sent, text }, reader);
    let { lastEventId } = stream;
    const seen = counts(stream);
    while (seen.length < sent) {
      const next = await streamOf(reader, lastEventId);
      await next.until(() => counts(next).length === sent - seen.length);
      seen.push(...counts(next));
      ({ lastEventId } = next);
    }
    expect(seen).toEqual(Array.from({ length: sent }, (_, at) => at + 1));
  });
});
