import { randomBytes } from 'node:crypto';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { systemWork, withWork } from '@platform/context/work-context';
import { DeadlinePassed } from '@platform/persistence/failures';
import type { Keyring } from '@platform/vault/keyring/keyring';
import type { Database } from '@platform/persistence/database';
import { newId, type UserId } from '@platform/ids/ids';
import { ServiceProblems } from '@platform/errors/platform.errors';
import './throttling.migration';
import { AttemptRepository } from './attempt.repository';
import { LoginThrottle } from './login-throttle';

const MORE_THAN_ALLOWED = 30;

describe('Login throttling, when an attempt cannot be completed', () => {
  let databases: TestDatabases;
  let database: Database;
  /** With separate counters, because another instance may still have attempts to return. */
  const newThrottle = (repository = new AttemptRepository(database)) => {
    const secret = randomBytes(32);
    const keyring = { current: () => ({ secret }) } as unknown as Keyring;
    return new LoginThrottle(repository, keyring);
  };

  beforeAll(async () => {
    databases = await createTestDatabases();
    ({ database } = databases.main);
  });
  beforeEach(() => database.write('DELETE FROM auth_attempt'));
  afterAll(() => databases.drop());

  const fail = async (throttle: LoginThrottle, reason: Error) => {
    const attempt = await throttle.attempt(target());
    await expect(attempt.during(() => Promise.reject(reason))).rejects.toBe(reason);
  };
  const target = () =>
    ({ kind: 'sign-in', name: { kind: 'email', text: 'ada@example.com' }, userId: newId<UserId>() }) as const;
  const counted = async () =>
    (await database.rows<{ attempts: number }>('SELECT attempts FROM auth_attempt')).map(({ attempts }) => attempts);

  it.each([
    ['the database did not answer', () => new DeadlinePassed('statement')],
    ['there were too many passwords to hash', () => ServiceProblems.overloaded()],
  ])('does not count the attempt if %s', async (_, reason) => {
    const throttle = newThrottle();
    for (let n = 0; n < MORE_THAN_ALLOWED; n++) await fail(throttle, reason());
  });

  it('counts the attempt after any other failure', async () => {
    const throttle = newThrottle();
    const failAll = async () => {
      for (let n = 0; n < MORE_THAN_ALLOWED; n++) await fail(throttle, new Error('not right'));
    };
    await expect(failAll()).rejects.toMatchObject({ code: 'auth.too_many_attempts' });
  });

  it('records a sign-in from a known network once a day, and again after the networks were forgotten', async () => {
    const throttle = newThrottle();
    const name = { kind: 'email', text: 'ada@example.com' } as const;
    const userId = newId<UserId>();
    const seenAt = async () => (await database.row<{ at: Date }>('SELECT seen_at AS at FROM auth_known_network'))?.at;
    const signIn = (between = async () => undefined as void) =>
      withWork(systemWork('request', newId()), async () => {
        await throttle.attempt({ kind: 'sign-in', name, userId });
        await between();
        await throttle.rememberNetwork(userId);
      });
    const age = (hours: number) =>
      database.write('UPDATE auth_known_network SET seen_at = UTC_TIMESTAMP(3) - INTERVAL ? HOUR', [hours]);
    await signIn();
    await age(23);
    const recent = await seenAt();
    await signIn();
    expect(await seenAt()).toEqual(recent);
    await signIn(() => throttle.forgetNetworksOf(userId));
    expect((await seenAt())?.getTime()).toBeGreaterThan(Number(recent));
    await age(25);
    const old = await seenAt();
    await signIn();
    expect((await seenAt())?.getTime()).toBeGreaterThan(Number(old));
  });

  it('returns the attempt to the shared counter as soon as the database is available again', async () => {
    const repository = new AttemptRepository(database);
    const refused = jest.spyOn(repository, 'decrement');
    const throttle = newThrottle(repository);
    const ada = target();
    const attempts = await Promise.all(Array.from({ length: 9 }, () => throttle.attempt(ada)));
    expect(await counted()).toEqual([9, 9, 9, 9]);
    await database.write('RENAME TABLE auth_attempt TO auth_attempt_away');
    const away = new DeadlinePassed('statement');
    await Promise.allSettled(attempts.map((attempt) => attempt.during(() => Promise.reject(away))));
    await until(() => refused.mock.results.length > 0);
    await expect(refused.mock.results[0]?.value).rejects.toMatchObject({ errno: 1146 });
    await database.write('RENAME TABLE auth_attempt_away TO auth_attempt');
    await until(async () => (await counted()).every((attemptsLeft) => attemptsLeft === 0));
  });

  it('returns the attempt of a request whose deadline has passed', async () => {
    const throttle = newThrottle();
    const work = systemWork('sign-in', 'a request');
    await withWork(work, async () => {
      const attempt = await throttle.attempt(target());
      work.deadline = performance.now();
      const late = new DeadlinePassed('work');
      await expect(attempt.during(() => Promise.reject(late))).rejects.toBe(late);
    });
    await until(async () => (await counted()).every((attemptsLeft) => attemptsLeft === 0));
  });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
