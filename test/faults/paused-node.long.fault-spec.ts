import { ownSettings, ProductProcess } from '@test/support/product-process';
import { PASSWORD, TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

/** Longer than other nodes wait for a node: some pauses end during this wait, some after it. */
const LONGEST_PAUSE_MS = 4000;
const USERS = 6;

interface Changed {
  readonly user: TestUser;
  /** A path that only a stale cache would still allow. */
  readonly path: string;
  change(): Promise<number>;
}

describe('A node that is paused', () => {
  const chance = new Chance('paused-node');
  const settings = ownSettings();
  let paused: ProductProcess;
  let url: string;
  let api: TestApi;
  let admin: TestUser;

  beforeAll(async () => {
    ProductProcess.build();
    paused = ProductProcess.start('api', settings.env);
    ({ url = '' } = await paused.said());
    api = await TestApi.start(settings.env);
    admin = await api.administrator();
  });
  afterAll(async () => {
    paused.signal('SIGCONT');
    await paused.stop();
    await api.stop();
    await settings.remove();
  });

  const onPaused = async ({ user, path }: Changed) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${user.token}` } });
    await answer.text();
    return answer.status;
  };
  const setRoles = async (user: TestUser, roles: string[]) => {
    const path = `/v1/admin/users/${user.id}/roles`;
    return (await api.call('PUT', path, { token: admin.token, body: { roles } })).status;
  };
  /** Users whose sessions and roles the paused node has cached, with the change that ends one of them. */
  const usersOf = async (round: string): Promise<Changed[]> => {
    const users = await Promise.all(
      Array.from({ length: USERS }, async (_, i): Promise<Changed> => {
        const user = await api.register(`paused-${round}-${i}`);
        if (i % 2) {
          await setRoles(user, ['support']);
          return { user, path: '/v1/admin/audit', change: () => setRoles(user, []) };
        }
        const logout = async () => (await api.call('POST', '/v1/auth/logout', { token: user.token })).status;
        return { user, path: '/v1/me', change: logout };
      }),
    );
    expect(new Set(await Promise.all(users.map(onPaused)))).toEqual(new Set([200]));
    return users;
  };

  it('rejects sessions and roles that ended while it was paused', async () => {
    const rounds = roundsOf({ short: 1, full: 10 });
    let accepted = 0;
    for (let round = 0; round < rounds; round++) {
      const users = await usersOf(String(round));
      paused.signal('SIGSTOP');
      // Odd rounds end the pause at a random moment, even ones when all changes are answered and all requests are waiting.
      const moment = chance.below(LONGEST_PAUSE_MS);
      const endsAtRandom = round % 2 === 1;
      if (endsAtRandom) setTimeout(() => paused.signal('SIGCONT'), moment);
      let answered = 0;
      const statuses = await Promise.all(
        users.map(async (user) => {
          expect([200, 204]).toContain(await user.change());
          // Once it is answered, the change must be effective, also on a node that is still paused or has just continued.
          const status = onPaused(user);
          if (++answered === USERS && !endsAtRandom) paused.signal('SIGCONT');
          return status;
        }),
      );
      accepted += statuses.filter((status) => status === 200).length;
    }
    expect(accepted).toBe(0);

    // On a slow machine the cached state may already have expired, so the control gets several attempts.
    let acceptedFromMemory = 0;
    for (let attempt = 0; acceptedFromMemory === 0 && attempt < 10; attempt++)
      acceptedFromMemory = await acceptedTooEarly(attempt);
    expect(acceptedFromMemory).toBeGreaterThan(0);
    report({
      fault: 'a node paused while sessions and roles end on another node',
      rounds: rounds * USERS,
      losses: accepted,
      control: `sent before the change was answered: ${acceptedFromMemory} of ${USERS} accepted from memory`,
    });
  });

  it('delays only the first change after its pause begins, and is waited for again once it continues', async () => {
    for (const round of ['first', 'second']) {
      const users = await usersOf(`quorum-${round}`);
      paused.signal('SIGSTOP');
      const times: number[] = [];
      for (const { change } of users) {
        const begun = performance.now();
        expect([200, 204]).toContain(await change());
        times.push(performance.now() - begun);
      }
      paused.signal('SIGCONT');
      expect(await Promise.all(users.map(onPaused))).not.toContain(200);
      const [first = 0, ...others] = times;
      // This takes about 2 s, and longer on a slow machine.
      expect(first).toBeLessThan(10_000);
      expect(median(others)).toBeLessThan(first / 2);
    }
  });

  it('does not block password changes after it was killed', async () => {
    const user = await api.register('killed');
    const killed = ProductProcess.start('api', settings.env);
    const { url: killedUrl = '' } = await killed.said();
    const known = await fetch(`${killedUrl}/v1/me`, { headers: { authorization: `Bearer ${user.token}` } });
    expect(known.status).toBe(200);
    await killed.stop('SIGKILL');
    const times: number[] = [];
    let currentPassword = PASSWORD;
    for (const time of ['once', 'twice', 'again', 'once more']) {
      const newPassword = `${PASSWORD} ${time}`;
      const begun = performance.now();
      const body = { currentPassword, newPassword };
      expect((await api.call('POST', '/v1/me/password', { token: user.token, body })).status).toBe(204);
      times.push(performance.now() - begun);
      currentPassword = newPassword;
    }
    const [first = 0, ...others] = times;
    // This takes about 2 s, and longer on a slow machine.
    expect(first).toBeLessThan(10_000);
    expect(median(others)).toBeLessThan(first / 2);
  });

  /** The control: the changes are committed but not yet answered, so the cached state may still be old. */
  const acceptedTooEarly = async (attempt: number): Promise<number> => {
    const users = await usersOf(`early-${attempt}`);
    paused.signal('SIGSTOP');
    const answers = users.map(onPaused);
    const changes = users.map((user) => user.change());
    // The node that made the changes applies them at once.
    for (const { user, path } of users) {
      await until(async () => (await api.call('GET', path, { token: user.token })).status !== 200);
    }
    paused.signal('SIGCONT');
    const statuses = await Promise.all(answers);
    await Promise.all(changes);
    return statuses.filter((status) => status === 200).length;
  };
});

/** One answer that is late because the machine is busy does not change it. */
function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
