import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Metrics } from '@platform/http/health/metrics';
import { Readiness } from '@platform/http/health/readiness';
import type { TestApi, TestUser } from '@test/support/test-api';
import { bioOf, setBioOn, TestStreams } from '@test/support/test-streams';
import { startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';

describe('The live stream', () => {
  let nodes: TwoNodes;
  let api: TestApi;
  let other: TestApi;
  const streams = new TestStreams();
  const streamOn = streams.on;

  beforeAll(async () => {
    nodes = await startTwoNodes({ STREAM_HEARTBEAT_SECONDS: '1', STREAMS_PER_USER: '3' });
    ({ api, other } = nodes);
  });
  afterEach(() => streams.stop());
  afterAll(() => nodes.stop());

  const setBio = (user: TestUser, bio: string, node = api) => setBioOn(node, user, bio);
  const newestPosition = () => api.app.get(PositionRepository).newest();
  const call = (method: string, path: string, { token }: Pick<TestUser, 'token'>, body?: object) =>
    api.call(method, path, { token, body });

  it('sends a change on one device to another device on another node, after its first position', async () => {
    const user = await nodes.someone();
    const otherUser = await nodes.someone();
    const phone = await other.login(user.email);
    const stream = await streamOn(other, { token: phone.token });
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'ratelimit-policy': expect.stringContaining('openStream'),
    });
    const ready = await stream.next();
    expect(ready).toEqual({ id: expect.stringMatching(/^\d+$/), event: 'ready', data: {} });
    const otherStream = await streamOn(other, otherUser);
    await otherStream.next('ready');
    await Promise.all([setBio(otherUser, 'Not for you.'), setBio(user, 'For you.')]);
    const changed = await stream.next();
    expect(changed).toEqual({ id: expect.any(String), event: 'profile.changed', data: { bio: 'For you.' } });
    expect(Number(changed.id)).toBeGreaterThan(Number(ready.id));
    expect(bioOf(await otherStream.next('profile.changed'))).toBe('Not for you.');
    expect([stream.events.length, otherStream.events.length]).toEqual([2, 2]);
  });

  it('tells users about their roles, their picture and their address', async () => {
    const user = await nodes.someone();
    const stream = await streamOn(api, { token: user.token });
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await stream.next('ready');
    const headers = { 'content-type': 'image/png' };
    const { body } = await api.call('PUT', '/v1/me/avatar', { token: user.token, raw: picture, headers });
    expect((await stream.next()).data).toEqual({ avatarUrl: body.avatarUrl });
    await call('PATCH', `/v1/admin/users/${user.id}`, nodes.admin, { email: `new-${user.email}` });
    expect((await stream.next()).data).toEqual({ email: `new-${user.email}`, emailVerified: false });
    await call('PUT', `/v1/admin/users/${user.id}/roles`, nodes.admin, { roles: ['support'] });
    expect(await stream.next()).toMatchObject({ event: 'roles.changed', data: { roles: ['support'] } });
  });

  it('continues on another node after the last event of the client, without loss or repetition', async () => {
    const user = await nodes.someone();
    const first = await streamOn(api, { token: user.token });
    await setBio(user, 'one');
    expect(bioOf(await first.next('profile.changed'))).toBe('one');
    first.stop();
    for (const bio of ['two', 'three', 'four']) await setBio(user, bio);
    const second = await streamOn(other, { token: user.token, lastEventId: first.lastEventId });
    await second.until(() => second.events.length === 3);
    await setBio(user, 'five');
    await second.until(() => second.events.length === 4);
    expect(second.events.map(bioOf)).toEqual(['two', 'three', 'four', 'five']);
    const third = await streamOn(api, { token: user.token, query: `?lastEventId=${second.events[1]?.id}` });
    await third.until(() => third.events.length === 2);
    expect(third.events).toEqual(second.events.slice(2));
  });

  it('answers a position that is unknown or older than 24 hours with one resync, and continues from there', async () => {
    const user = await nodes.someone();
    const before = await streamOn(api, user);
    await before.next('ready');
    await setBio(user, 'long ago');
    const old = Number((await before.next()).id);
    await setBio(user, 'also long ago');
    await before.next();
    before.stop();
    const age = (hours: number) =>
      nodes.database.write(`UPDATE event_run SET at = at - INTERVAL ${hours} HOUR WHERE position <= ?`, [old]);
    await age(23);
    const resumed = await streamOn(api, { token: user.token, lastEventId: String(old) });
    expect(bioOf(await resumed.next())).toBe('also long ago');
    await age(2);
    for (const lastEventId of ['x', '-1', '1e9', '999999999999', String(old)]) {
      const stream = await streamOn(other, { token: user.token, lastEventId });
      const { event, id } = await stream.next();
      expect([lastEventId, event]).toEqual([lastEventId, 'resync']);
      expect(Number(id)).toBeGreaterThan(old);
      await setBio(user, `after ${lastEventId}`);
      expect(bioOf(await stream.next())).toBe(`after ${lastEventId}`);
      expect(stream.events).toHaveLength(2);
      stream.stop();
    }
  });

  it('sends a heartbeat while nothing happens, and counts open streams', async () => {
    const user = await nodes.someone();
    const stream = await streamOn(api, { token: user.token });
    await stream.until(() => stream.comments > 0);
    const text = await api.app.get(Metrics).registry.metrics();
    expect(text).toMatch(/userkeep_streams_open [1-9]/);
    expect(text).toMatch(/userkeep_http_request_seconds_count\{route="\/v1\/me\/stream",method="GET",status="200"\}/);
    stream.stop();
    await until(async () => /userkeep_streams_open 0/.test(await api.app.get(Metrics).registry.metrics()));
  });

  it('answers HEAD with its headers only', async () => {
    const { token } = await nodes.someone();
    const { status, headers } = await api.call('HEAD', '/v1/me/stream', { token });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  describe('within its limits', () => {
    it('rejects a further stream of a user with 429', async () => {
      const user = await nodes.someone();
      const [first] = [await streamOn(api, user), await streamOn(api, user), await streamOn(api, user)];
      const refused = await streamOn(api, { token: user.token });
      expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([
        429,
        'stream.too_many_streams',
        '5',
      ]);
      expect((await streamOn(other, { token: user.token })).status).toBe(200);
      first.stop();
      await until(async () => (await streamOn(api, { token: user.token })).status === 200);
    });

    it('rejects a further stream of a full node with 503, which another node accepts', async () => {
      const small = await api.secondNode({ STREAMS_PER_NODE: '1', WORKER_IN_API: 'false' });
      try {
        const [user, next] = [await nodes.someone(), await nodes.someone()];
        const stream = await streamOn(small, { token: user.token });
        await stream.next('ready');
        const refused = await streamOn(small, { token: next.token });
        expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([
          503,
          'stream.node_full',
          '5',
        ]);
        expect((await streamOn(api, { token: next.token })).status).toBe(200);
        // This node has no worker, so it follows the positions that another one gives.
        await setBio(user, 'from elsewhere');
        expect(bioOf(await stream.next())).toBe('from elsewhere');
      } finally {
        await small.stop();
      }
    });

    it('tells clients to come back elsewhere before a node stops', async () => {
      const leaving = await api.secondNode();
      const user = await nodes.someone();
      const stream = await streamOn(leaving, { token: user.token });
      await stream.next('ready');
      leaving.app.get(Readiness).beginDrain();
      expect(await stream.next('drain')).toEqual({ id: undefined, event: 'drain', data: {} });
      await stream.ended();
      expect(stream.retryMs).toBeGreaterThanOrEqual(500);
      expect(stream.retryMs).toBeLessThanOrEqual(3000);
      const refused = await streamOn(leaving, { token: user.token });
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
      await setBio(user, 'meanwhile');
      await leaving.stop();
      const next = await streamOn(api, { token: user.token, lastEventId: stream.lastEventId });
      expect(bioOf(await next.next())).toBe('meanwhile');
    });

    it('does not keep a node from stopping', async () => {
      const leaving = await api.secondNode();
      const { token } = await nodes.someone();
      const stream = await streamOn(leaving, { token });
      await stream.next('ready');
      await leaving.stop();
      expect(stream.events.at(-1)?.event).toBe('drain');
    });
  });

  it('leaves the events of other users unread', async () => {
    const [listener, writer] = [await nodes.someone(), await nodes.someone()];
    const stream = await streamOn(api, { token: listener.token });
    await stream.next('ready');
    const before = await newestPosition();
    for (const bio of ['a', 'b', 'c']) await setBio(writer, bio);
    await until(async () => (await newestPosition()) >= before + 3);
    await setBio(listener, 'mine');
    await stream.next('profile.changed');
    expect(stream.events).toHaveLength(2);
  });
});
