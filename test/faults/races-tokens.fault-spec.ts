import { FirstAdministrator } from '@features/auth';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { Naive } from './support/naive';
import { atOnce, runRaces, type Tally } from './support/races';

const CONCURRENCY = 4;

describe('Two nodes, one single-use token', () => {
  const chance = new Chance('races-tokens');
  let nodes: TwoNodes;
  let caught: Tally;

  beforeAll(async () => {
    nodes = await startTwoNodes({ SIGNAL_POLL_MS: '10' });
    const naive = new Naive(nodes.database);
    await naive.prepare();
    caught = await runRaces(50, CONCURRENCY, async (race) => {
      await naive.add(`thing-${race}`);
      const used = await atOnce(
        chance,
        [0, 1].map(() => () => naive.consume(`thing-${race}`)),
      );
      return { outcomes: [], effects: used.filter(Boolean).length };
    });
  });
  afterAll(() => nodes.stop());

  /** At least one contender on each node; the others anywhere. */
  const nodesFor = (contenders: number) => [
    nodes.api,
    nodes.other,
    ...Array.from({ length: contenders - 2 }, () => chance.oneOf([nodes.api, nodes.other])),
  ];
  const usersForRaces = () => Promise.all(Array.from({ length: CONCURRENCY }, () => nodes.someone()));
  const reportTally = (fault: string, tally: Tally) =>
    report({
      fault,
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: `check before the use: ${caught.duplicates} of ${caught.races} used twice`,
    });

  it('really race: code that checks before it writes accepts one token twice', () => {
    expect(caught.duplicates).toBeGreaterThan(0);
  });

  it('rotate a refresh token once, and give every caller the same successor', async () => {
    const users = await usersForRaces();
    const current = users.map(({ refreshToken }) => refreshToken);
    const generations = async (user: TestUser) =>
      Number(
        (
          await nodes.database.row<{ n: number }>('SELECT SUM(generation) AS n FROM auth_session WHERE user_id = ?', [
            Buffer.from(user.id.replaceAll('-', ''), 'hex'),
          ])
        )?.n,
      );
    const tally = await runRaces(roundsOf({ short: 30, full: 3000 }), CONCURRENCY, async (_race, worker) => {
      const contenders = nodesFor(2 + chance.below(4));
      const user = users[worker] as TestUser;
      const before = await generations(user);
      const answers = await atOnce(
        chance,
        contenders.map(
          (node) => () => node.call('POST', '/v1/auth/refresh', { body: { refreshToken: current[worker] } }),
        ),
      );
      const successors = new Set(answers.map(({ body }) => body.refreshToken as string));
      expect(successors.size).toBe(1);
      current[worker] = [...successors][0] as string;
      return { outcomes: answers.map(({ status }) => status), effects: (await generations(user)) - before };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(Object.keys(tally.outcomes)).toEqual(['200']);
    reportTally('one refresh token used on two nodes at once', tally);
  });

  it('create one administrator per setup token', async () => {
    const tally = await runRaces(roundsOf({ short: 3, full: 200 }), 1, async (race) => {
      const contenders = nodesFor(20);
      const { token } = await chance.oneOf([nodes.api, nodes.other]).app.get(FirstAdministrator).invite();
      const answers = await atOnce(
        chance,
        contenders.map((node, i) => () => {
          const body = {
            token,
            email: `first-${race}-${i}@example.com`,
            password: PASSWORD,
            displayName: `first ${race}`,
          };
          return node.call('POST', '/v1/auth/first-administrator', { body });
        }),
      );
      const made = await nodes.database.rows(
        `SELECT r.user_id FROM access_user_role r JOIN users_account a ON a.id = r.user_id
         WHERE r.role = 'admin' AND a.display_name = ?`,
        [`first ${race}`],
      );
      const accounts = await nodes.database.rows('SELECT id FROM users_account WHERE display_name = ?', [
        `first ${race}`,
      ]);
      expect(accounts).toHaveLength(made.length);
      return { outcomes: answers.map(({ status, body }) => body.code ?? status), effects: made.length };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(tally.outcomes).toEqual({ 201: tally.races, 'auth.setup_token_invalid': 19 * tally.races });
    reportTally('one setup token used 20 times on two nodes', tally);
  });

  const activity = (node: TwoNodes['api'], user: TestUser, key: string, action: string) => async () => {
    const headers = { 'idempotency-key': key };
    const answer = await node.call('POST', '/v1/activity', { token: user.token, body: { action }, headers });
    if (answer.headers.has('idempotency-replayed')) return `${answer.status} again`;
    return answer.body?.code ?? answer.status;
  };
  const entries = async (action: string) =>
    (await nodes.database.rows('SELECT id FROM event_log WHERE LEFT(type, CHAR_LENGTH(?)) = ?', [action, action]))
      .length;

  it('process a request once that is repeated with one Idempotency-Key', async () => {
    const users = await usersForRaces();
    const tally = await runRaces(roundsOf({ short: 15, full: 1500 }), CONCURRENCY, async (race, worker) => {
      const action = `app.same_${race}_`;
      const calls = nodesFor(4).map((node) => activity(node, users[worker] as TestUser, `same-key-${race}`, action));
      const outcomes = await atOnce(chance, calls);
      // A retry gets the answer of the first request.
      expect(await calls[0]?.()).toBe('201 again');
      return { outcomes, effects: await entries(action) };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0, outcomes: { 201: tally.races } });
    expect(['201', '201 again', 'idempotency.still_running']).toEqual(
      expect.arrayContaining(Object.keys(tally.outcomes)),
    );
    reportTally('one request with one Idempotency-Key sent to two nodes at once', tally);
  });

  it('process one of several different requests with one Idempotency-Key', async () => {
    const users = await usersForRaces();
    const tally = await runRaces(roundsOf({ short: 5, full: 500 }), CONCURRENCY, async (race, worker) => {
      const action = `app.other_${race}_`;
      const calls = nodesFor(4).map((node, i) =>
        activity(node, users[worker] as TestUser, `other-key-${race}`, `${action}${'abcd'[i]}`),
      );
      const outcomes = await atOnce(chance, calls);
      return { outcomes, effects: await entries(action) };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(tally.outcomes).toEqual({ 201: tally.races, 'idempotency.key_reused': 3 * tally.races });
    reportTally('different requests with one Idempotency-Key sent to two nodes at once', tally);
  });
});
