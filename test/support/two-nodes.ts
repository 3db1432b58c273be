import { Database } from '@platform/persistence/database';
import { TestApi, type Answer, type TestUser } from './test-api';

/** Two nodes on one database, with an administrator and helpers for requests. */
export interface TwoNodes {
  readonly api: TestApi;
  readonly other: TestApi;
  readonly admin: TestUser;
  readonly database: Database;
  someone(more?: object): Promise<TestUser>;
  read(user: TestUser, path: string, node?: TestApi): Promise<Answer>;
  patch(user: TestUser, path: string, body: unknown, headers?: Record<string, string>, node?: TestApi): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startTwoNodes(overrides: NodeJS.ProcessEnv = {}): Promise<TwoNodes> {
  const api = await TestApi.start(overrides);
  const other = await api.secondNode();
  const admin = await api.administrator();
  let counter = 0;
  return {
    api,
    other,
    admin,
    database: api.app.get(Database),
    someone: (more = {}) => api.register(`someone-${++counter}`, more),
    read: (user, path, node = api) => node.call('GET', path, { token: user.token }),
    patch: (user, path, body, headers = {}, node = api) =>
      node.call('PATCH', path, { token: user.token, body, headers }),
    async stop() {
      await other.stop();
      await api.stop();
    },
  };
}

/** The status, then each invalid field with its error code. */
export function faultsOf({ status, body }: Answer): (number | string)[] {
  const errors = (body.errors ?? []) as { pointer: string; code: string }[];
  return [status, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)];
}

/** Waits for a condition that a worker fulfils at some point. */
export async function until(isTrue: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`The condition was not met within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
