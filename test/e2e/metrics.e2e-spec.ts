import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Jobs } from '@platform/jobs/jobs';
import { Database } from '@platform/persistence/database';
import { until } from '@test/support/two-nodes';
import { PASSWORD, TestApi } from '@test/support/test-api';

const GUIDE = readFileSync(join(__dirname, '../../docs/metrics.md'), 'utf8');

describe('The metrics', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start({ METRICS_TOKEN: 'scrape-me-if-you-may', WORKER_IN_API: 'false' });
  });
  afterAll(() => api.stop());

  const scrape = async () => (await api.call('GET', '/metrics', { token: 'scrape-me-if-you-may' })).text;
  const valueOf = async (series: string) => {
    const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('count sign-ins by method, failures by reason and refreshes by outcome', async () => {
    const user = await api.register('counted');
    await api.login(user.email);
    await api.call('POST', '/v1/auth/login', { body: { email: user.email, password: 'not the password at all' } });
    await api.call('POST', '/v1/auth/login', { body: { email: user.email, password: 7 } });
    await api.call('POST', '/v1/auth/magic-link/confirm', { body: { token: 'uko_nothing' } });
    await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: user.refreshToken } });
    await api.call('POST', '/v1/auth/refresh', { body: { refreshToken: 'nothing' } });
    const values = Object.entries({
      'userkeep_sign_ins_total{method="registration",second_factor="none"}': 1,
      'userkeep_sign_ins_total{method="password",second_factor="none"}': 1,
      'userkeep_sign_in_failures_total{method="password",reason="auth.wrong_credentials"}': 1,
      'userkeep_sign_in_failures_total{method="magic_link",reason="one_time.not_valid"}': 1,
      'userkeep_refreshes_total{outcome="success"}': 1,
      'userkeep_refreshes_total{outcome="auth.refresh_token_invalid"}': 1,
    });
    for (const [series, value] of values) expect([series, await valueOf(series)]).toEqual([series, value]);
    // A malformed body does not count as an attempt.
    expect(await scrape()).not.toContain('reason="request.invalid"');
  });

  it('do not count a session whose transaction was rolled back', async () => {
    const taken = await api.register('taken');
    const series = 'userkeep_sign_ins_total{method="registration",second_factor="none"}';
    const before = await valueOf(series);
    await api.call('POST', '/v1/auth/register', { body: { email: taken.email, password: PASSWORD } });
    expect(await valueOf(series)).toBe(before);
    const failed = 'userkeep_sign_in_failures_total{method="registration",reason="users.email_taken"}';
    expect(await valueOf(failed)).toBe(1);
  });

  it('show the position of the log, events without a position, and how far each consumer is', async () => {
    await api.register('followed');
    const lag = 'userkeep_event_consumer_lag_events{consumer="recovery.prove-email"}';
    expect(await valueOf('userkeep_events_unsequenced')).toBeGreaterThan(0);
    const worker = await api.secondNode({ WORKER_IN_API: 'true' });
    try {
      await until(async () => (await valueOf('userkeep_events_unsequenced')) === 0 && (await valueOf(lag)) === 0);
      expect(await valueOf('userkeep_events_position')).toBeGreaterThan(0);
      expect(await valueOf('userkeep_event_consumer_lag_seconds{consumer="recovery.prove-email"}')).toBe(0);
      expect(await valueOf('userkeep_event_consumer_stopped_subjects{consumer="recovery.prove-email"}')).toBe(0);
      expect(await valueOf('userkeep_event_consumer_retrying_subjects{consumer="recovery.prove-email"}')).toBe(0);
      expect(await valueOf('userkeep_event_consumer_unknown_subjects{consumer="recovery.prove-email"}')).toBe(0);
    } finally {
      await worker.stop();
    }
  });

  it('show how the connections to both databases are used', async () => {
    const database = api.app.get(Database);
    const inUse = 'userkeep_database_connections{database="main",state="in_use"}';
    const waiting = 'userkeep_database_connections{database="main",state="waiting"}';
    const connection = await database.pool.acquire();
    expect(await valueOf(inUse)).toBeGreaterThanOrEqual(1);
    expect(await valueOf(waiting)).toBe(0);
    connection.release();
    const idle = await valueOf('userkeep_database_connections{database="main",state="idle"}');
    expect(idle).toBeGreaterThanOrEqual(1);
    expect(await valueOf('userkeep_database_connections{database="keys",state="waiting"}')).toBe(0);
  });

  it('show waiting jobs, how long the oldest has been due, and password hashes', async () => {
    const jobs = api.app.get(Jobs);
    jobs.define({ name: 'test.metrics', handle: () => Promise.resolve() });
    const before = (await valueOf('userkeep_jobs{state="ready"}')) ?? 0;
    await jobs.enqueue('test.metrics', {});
    expect(await valueOf('userkeep_jobs{state="ready"}')).toBe(before + 1);
    await api.app.get(Database).write('UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) - INTERVAL 90 SECOND');
    expect(await valueOf('userkeep_jobs_oldest_seconds')).toBeGreaterThanOrEqual(90);
    expect(await valueOf('userkeep_password_hashes{state="waiting"}')).toBe(0);
  });

  it('are all described in the guide, with their labels', async () => {
    const text = await scrape();
    const names = [...text.matchAll(/^# TYPE (userkeep_\w+) /gm)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      expect(GUIDE).toContain(`\`${name}\``);
      const labels = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(text)?.[1] ?? '';
      const row = GUIDE.split('\n').find((line) => line.includes(`\`${name}\``));
      for (const [, label] of labels.matchAll(/(\w+)="/g)) expect(row).toContain(`\`${label}\``);
    }
  });
});
