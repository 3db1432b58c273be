import { mkdir, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ConsumerRepository } from '@platform/event-log/consumers/consumer.repository';
import { Consumers } from '@platform/event-log/consumers/consumers';
import { Database } from '@platform/persistence/database';
import { ACCEPT, type SiemBehaviour, SiemServer } from '@test/support/siem-server';
import { TestApi, type TestUser } from '@test/support/test-api';
import { expectComplete } from '@test/support/positions';
import { until } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';

const HIDDEN = { hidden: true };
/** Short, so that a test need not wait for another attempt. */
const QUICK = { WORKER_BACKOFF_MS: '20', EVENT_CONSUMER_LEASE_SECONDS: '1' };
/** tests read lines of every shape */
type Line = any;

const changeBio = (api: TestApi, { token }: TestUser, bio: string) =>
  api.call('PATCH', '/v1/me', { token, body: { bio } });
const typesOf = (lines: readonly Line[], user: TestUser) =>
  lines.filter(({ subjectId }) => subjectId === user.id).map(({ type }) => type as string);

/** Waits until every event has been streamed. */
async function untilStreamed(api: TestApi): Promise<void> {
  await until(async () => {
    const row = await api.app.get(Database).row<{ n: number }>(
      `SELECT (SELECT COUNT(*) FROM event_log WHERE type <> '') <= position AS n
       FROM event_consumer WHERE name = 'audit.siem'`,
    );
    return Number(row?.n) === 1;
  }, 120_000);
}

/** Waits until some events have a position, but are not streamed. */
async function untilPending(api: TestApi, count: number): Promise<void> {
  await until(async () => {
    const row = await api.app
      .get(Database)
      .row<{ n: number }>(
        `SELECT s.position - c.position AS n FROM event_sequence s JOIN event_consumer c ON c.name = 'audit.siem'`,
      );
    return Number(row?.n) >= count;
  }, 120_000);
}

describe('A product without a SIEM', () => {
  it('has no consumer for it', async () => {
    const api = await TestApi.start();
    expect(api.app.get(Consumers).find('audit.siem')).toBeUndefined();
    await api.stop();
  });
});

describe('The file for a SIEM', () => {
  let api: TestApi;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'userkeep-siem-'));
    file = join(folder, 'events.ndjson');
    api = await TestApi.start({ SIEM_FILE: file, SIEM_PERMISSIONS: 'users.read', ...QUICK });
  });
  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const linesIn = async (path = file): Promise<Line[]> =>
    (await readFile(path, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as unknown);

  it('contains every event, with the values that the permissions allow', async () => {
    const user = await api.register('streamed');
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    await api.call('PATCH', '/v1/me', { token: user.token, body: { bio: 'Numbers' }, headers });
    await api.call('PATCH', '/v1/me/personal', { token: user.token, body: { givenName: 'Ada' } });
    await api.call('POST', '/v1/activity', { token: user.token, body: { action: 'app.x', details: { a: 1 } } });
    await untilStreamed(api);
    const lines = await linesIn();
    await expectComplete(lines, api);
    const lineOf = (type: string) => lines.find((line) => line.type === type && line.subjectId === user.id);
    const profile = lineOf('users.profile_changed');
    expect(profile).toEqual({
      position: expect.any(Number) as unknown,
      id: expect.any(String) as unknown,
      type: 'users.profile_changed',
      version: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/) as unknown,
      actorKind: 'user',
      actorId: user.id,
      onBehalfOf: null,
      subjectId: user.id,
      otherSubjects: [],
      requestId: expect.any(String) as unknown,
      place: null,
      device: 'Firefox on Linux',
      network: null,
      facts: { fields: ['bio'] },
      changes: { bio: { before: null, after: 'Numbers' } },
      details: null,
    });
    expect(lineOf('users.personal_data_changed').changes).toEqual({ givenName: HIDDEN });
    expect(lineOf('app.x').details).toEqual(HIDDEN);
    expect(await readFile(file, 'utf8')).not.toContain('Ada');
  });

  it('contains the same as the export of an administrator where the names match', async () => {
    const admin = await api.administrator();
    await changeBio(api, admin, 'An administrator');
    const { text } = await api.call('GET', '/v1/admin/audit/export', { token: admin.token });
    await untilStreamed(api);
    const exported = text
      .split('\n')
      .filter(Boolean)
      .map((line): Line => JSON.parse(line));
    const common = (line: Line) =>
      ['id', 'at', 'actorKind', 'actorId', 'onBehalfOf', 'subjectId', 'requestId', 'place', 'device', 'facts'].map(
        (name) => line[name],
      );
    const lines = new Map((await linesIn()).map((line) => [line.id, line]));
    for (const entry of exported) expect(common(lines.get(entry.id))).toEqual(common(entry));
  });

  it('has only whole lines after a crash in the middle of a line, and loses none', async () => {
    const user = await api.register('crashed');
    await untilStreamed(api);
    await api.app.close();
    // As after a crash: part of the last line is missing, and its position is not stored.
    const { length } = await readFile(file);
    await truncate(file, length - 20);
    const remaining = (await readFile(file, 'utf8')).split('\n').length - 1;
    const node = await api.secondNode({ SIEM_FILE: '' });
    await node.app.get(ConsumerRepository).rewind('audit.siem', remaining - 3);
    await node.stop();
    api = await api.restarted();
    await changeBio(api, user, 'After the crash');
    await untilStreamed(api);
    const lines = await linesIn();
    expect(typesOf(lines, user)).toContain('users.profile_changed');
    await expectComplete(lines, api);
  });

  it('contains the events of a time in which it could not be written', async () => {
    const user = await api.register('patient');
    await untilStreamed(api);
    await rm(folder, { recursive: true });
    await changeBio(api, user, 'Without a folder');
    await changeBio(api, user, 'Still without it');
    await untilPending(api, 2);
    await mkdir(folder);
    await untilStreamed(api);
    expect(typesOf(await linesIn(), user).filter((type) => type === 'users.profile_changed')).toHaveLength(2);
  });

  it('contains facts, but no values, for a user who has been erased', async () => {
    const user = await api.register('erased');
    await changeBio(api, user, 'A secret of the erased');
    await untilStreamed(api);
    await eraseUser(api.app, user.id);
    await rm(file);
    await api.app.get(ConsumerRepository).rewind('audit.siem', 0);
    await untilStreamed(api);
    await until(async () => (await readdir(folder)).length > 0 && typesOf(await linesIn(), user).length > 0);
    const line = (await linesIn()).find(
      ({ type, subjectId }) => type === 'users.profile_changed' && subjectId === user.id,
    );
    expect(line).toMatchObject({ facts: { fields: ['bio'] }, changes: {}, device: null, network: null });
    await expectComplete(await linesIn(), api);
  });
});

describe('The endpoint of a SIEM', () => {
  let server: SiemServer;
  let api: TestApi;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await SiemServer.start();
    api = await TestApi.start({
      SIEM_URL: server.url,
      SIEM_TOKEN: 'a-token',
      SIEM_PERMISSIONS: 'users.read,personal.read',
      OUTGOING_NETWORKS: '127.0.0.0/8',
      ...QUICK,
    });
  });
  afterEach(() => {
    server.behaviour = ACCEPT;
  });
  afterAll(async () => {
    await api.stop();
    await server.stop();
  });

  it('receives every event in order while it fails, hangs up, redirects and responds slowly', async () => {
    const user = await api.register('eventful');
    const behaviours: SiemBehaviour[] = [
      ACCEPT,
      (_request, response) => response.writeHead(503).end(),
      (_request, response) => response.writeHead(307, { location: server.url }).end(),
      (request) => request.socket.destroy(),
      // The lines are stored, but the product does not learn that.
      (request, response) => {
        response.writeHead(200);
        request.socket.destroy();
      },
      (request, response, body) => setTimeout(() => ACCEPT(request, response, body), 50),
      (_request, response) => response.writeHead(400).end(),
    ];
    let n = 0;
    server.behaviour = (request, response, body) => behaviours[n++ % behaviours.length]?.(request, response, body);
    for (let change = 0; change < 60; change++) await changeBio(api, user, `Change ${change}`);
    await untilStreamed(api);
    const { lines } = server;
    await expectComplete(lines, api);
    const bios = lines
      .filter(({ subjectId, changes }) => subjectId === user.id && changes.bio)
      .map(({ changes }) => changes.bio.after);
    expect([...new Set(bios)]).toEqual(Array.from({ length: 60 }, (_, change) => `Change ${change}`));
    expect(server.received.some(({ isAccepted }) => !isAccepted)).toBe(true);
  });

  it('receives personal values and networks only because it has the permission', async () => {
    const user = await api.register('personal');
    await api.call('PATCH', '/v1/me/personal', { token: user.token, body: { givenName: 'Ada' } });
    await untilStreamed(api);
    const line = server.lines.findLast(({ type }) => type === 'users.personal_data_changed');
    expect(line).toMatchObject({ changes: { givenName: { after: 'Ada' } }, network: '127.0.0.1' });
    expect(server.received.every(({ headers }) => headers.authorization === 'Bearer a-token')).toBe(true);
  });

  it('receives requests of at most 1 MiB', async () => {
    const user = await api.register('large');
    const details = { text: 'x'.repeat(4000) };
    for (let batch = 0; batch < 4; batch++) {
      const events = Array.from({ length: 100 }, () => ({ action: 'app.large', details }));
      expect((await api.call('POST', '/v1/activity', { token: user.token, body: { events } })).status).toBe(201);
    }
    await untilStreamed(api);
    // All of them are in the log now. From a position that was not read before, they are read in pages of 256 events.
    const [{ position }] = server.lines.filter(({ type }) => type === 'app.large');
    server.received.length = 0;
    await api.app.get(ConsumerRepository).rewind('audit.siem', position - 3);
    await until(async () => typesOf(server.lines, user).length >= 400, 30_000);
    await untilStreamed(api);
    expect(typesOf(server.lines, user).filter((type) => type === 'app.large').length).toBeGreaterThanOrEqual(400);
    const sizes = server.received.map(({ body }) => Buffer.byteLength(body));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(512 * 1024);
    await expectComplete(server.lines, api, position - 2);
  });

  it('receives the events of an outage after the product was restarted', async () => {
    const user = await api.register('restarted');
    await untilStreamed(api);
    server.behaviour = () => undefined;
    for (const bio of ['one', 'two']) await changeBio(api, user, bio);
    await untilPending(api, 2);
    api = await api.restarted();
    server.behaviour = ACCEPT;
    await untilStreamed(api);
    expect(
      typesOf(server.lines, user).filter((type) => type === 'users.profile_changed').length,
    ).toBeGreaterThanOrEqual(2);
    await expectComplete(server.lines, api, server.lines[0].position);
  });

  it('is taken over by another node, which repeats events at most', async () => {
    const other = await api.secondNode();
    const user = await api.register('shared');
    await changeBio(api, user, 'on two nodes');
    await untilStreamed(api);
    api = await api.restarted();
    await changeBio(api, user, 'after one stopped');
    await untilStreamed(api);
    await other.stop();
    await expectComplete(server.lines, api, server.lines[0].position);
  });
});

describe('A SIEM at a private address', () => {
  it('receives nothing unless the address is allowed', async () => {
    const server = await SiemServer.start();
    const api = await TestApi.start({ SIEM_URL: server.url, ...QUICK });
    await api.register('kept-here');
    await untilPending(api, 1);
    expect(server.received).toEqual([]);
    const allowed = await api.restarted({ OUTGOING_NETWORKS: '127.0.0.1' });
    await untilStreamed(allowed);
    await expectComplete(server.lines, allowed);
    await allowed.stop();
    await server.stop();
  });
});
