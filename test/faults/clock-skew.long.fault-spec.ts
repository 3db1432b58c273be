import { existsSync } from 'node:fs';
import { ownSettings, ProductProcess } from '@test/support/product-process';
import { TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { idToBytes } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { report } from './support/fault-run';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`,
);
const SKEWS = [5, -5, 60, -60, 300, -300];

/** The environment of a process whose clock is ahead by this many seconds, or behind if negative. */
function clockAt(seconds: number): NodeJS.ProcessEnv {
  const library = LIBRARIES.find((path) => existsSync(path));
  if (!library) throw new Error('libfaketime is missing. Install it: apt-get install faketime');
  return { LD_PRELOAD: library, FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

describe('Two nodes whose clocks differ', () => {
  const settings = ownSettings();
  let api: TestApi;
  let admin: TestUser;
  let accepted = 0;
  let rounds = 0;

  beforeAll(async () => {
    ProductProcess.build();
    api = await TestApi.start(settings.env);
    admin = await api.administrator();
  });
  afterAll(async () => {
    report({ fault: 'two nodes with clocks 5 s, 60 s and 300 s apart, one restarted', rounds, losses: accepted });
    await api.stop();
    await settings.remove();
  });

  const startSkewed = async (seconds: number) => {
    const node = ProductProcess.start('api', { ...settings.env, ...clockAt(seconds) });
    const { url = '' } = await node.said();
    const call = async (method: string, path: string, token?: string, body?: unknown) => {
      const answer = await fetch(url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : undefined };
    };
    return { node, call };
  };
  const setRoles = (user: TestUser, roles: string[]) =>
    api.call('PUT', `/v1/admin/users/${user.id}/roles`, { token: admin.token, body: { roles } });

  it.each(SKEWS)('accept no ended session when one clock is off by %i s', async (seconds) => {
    const name = `skew${seconds}`.replace('-', '-minus-');
    const skewed = await startSkewed(seconds);
    try {
      const body = { email: `${name}@example.com`, password: 'violet teapots dance slowly' };
      const registered = await skewed.call('POST', '/v1/auth/register', undefined, body);
      expect(registered.status).toBe(201);
      const user: TestUser = { id: registered.body.user.id, email: body.email, token: '', refreshToken: '' };
      await setRoles(user, ['support']);
      const signIn = async (onSkewed: boolean) => {
        if (!onSkewed) return (await api.login(body.email)).token;
        return (await skewed.call('POST', '/v1/auth/login', undefined, body)).body.accessToken as string;
      };
      const [activeFromApi, activeFromSkewed] = [await signIn(false), await signIn(true)];
      const [endedFromApi, endedFromSkewed] = [await signIn(false), await signIn(true)];
      const tokens = [activeFromApi, activeFromSkewed, endedFromApi, endedFromSkewed];
      const onBoth = async (path: string) => {
        const apiStatuses = await Promise.all(
          tokens.map(async (token) => (await api.call('GET', path, { token })).status),
        );
        const skewedStatuses = await Promise.all(
          tokens.map(async (token) => (await skewed.call('GET', path, token)).status),
        );
        return [apiStatuses, skewedStatuses];
      };
      expect(await onBoth('/v1/me')).toEqual([Array(4).fill(200), Array(4).fill(200)]);

      await setRoles(user, []);
      await api.call('POST', '/v1/auth/logout', { token: endedFromApi });
      await skewed.call('POST', '/v1/auth/logout', endedFromSkewed);
      const check = async (call: typeof skewed.call) => {
        for (const token of [endedFromApi, endedFromSkewed]) {
          const read = await call('GET', '/v1/me', token);
          const change = await call('PATCH', '/v1/me', token, { bio: 'by a session that has ended' });
          accepted += [read, change].filter(({ status }) => status < 300).length;
          expect([read.body.code, change.body.code]).toEqual(Array(2).fill('access.session_ended'));
        }
        for (const token of [activeFromApi, activeFromSkewed]) {
          expect((await call('GET', '/v1/me', token)).status).toBe(200);
          expect((await call('GET', '/v1/admin/audit', token)).status).toBe(403);
        }
        rounds++;
      };
      await check(skewed.call);
      await check((method, path, token = '', body) => api.call(method, path, { token, body }));

      // Simulates a later start: a node that starts now no longer finds these cluster notifications.
      await api.app
        .get(Database)
        .write('UPDATE platform_cluster_notification SET sent_at = sent_at - INTERVAL 1 MINUTE');
      await skewed.node.stop('SIGKILL');
      const restarted = await startSkewed(seconds);
      try {
        await check(restarted.call);
      } finally {
        await restarted.node.stop('SIGKILL');
      }
      const late = await api.secondNode();
      try {
        await check((method, path, token = '', body) => late.call(method, path, { token, body }));
      } finally {
        await late.stop();
      }
      const [row] = await api.app
        .get(Database)
        .rows('SELECT bio FROM users_account WHERE id = ?', [idToBytes(user.id)]);
      expect(row).toEqual({ bio: null });
    } finally {
      await skewed.node.stop('SIGKILL');
    }
  });

  it.each(SKEWS)('report the skew in /health/ready when one clock is off by %i s', async (seconds) => {
    const { node, call } = await startSkewed(seconds);
    try {
      await until(async () => (await call('GET', '/health/ready')).body.clock.skewMs !== null);
      const { status, body } = await call('GET', '/health/ready');
      expect([status, body.ready]).toEqual([200, true]);
      expect(body.clock.state).toBe(Math.abs(seconds) > 30 ? 'warning' : 'ok');
      expect(Math.abs(body.clock.skewMs - seconds * 1000)).toBeLessThan(2000);
      const warned = () => node.output.includes('The clock of this machine differs');
      // The log line may arrive later than the answer.
      if (Math.abs(seconds) > 30) await until(async () => warned());
      else expect(warned()).toBe(false);
    } finally {
      await node.stop('SIGKILL');
    }
  });
});
