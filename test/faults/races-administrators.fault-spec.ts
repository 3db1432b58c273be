import { idFromBytes } from '@platform/ids/ids';
import type { TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { Naive } from './support/naive';
import { atOnce, runRaces } from './support/races';

/** All the ways to remove an administrator. */
const REMOVALS = ['demote', 'suspend'] as const;

describe('Two nodes, the last two administrators', () => {
  const chance = new Chance('races-administrators');
  let nodes: TwoNodes;

  beforeAll(async () => {
    nodes = await startTwoNodes({ SIGNAL_POLL_MS: '10' });
  });
  afterAll(() => nodes.stop());

  const roles = (node: TwoNodes['api'], by: TestUser, target: TestUser, wanted: string[]) =>
    node.call('PUT', `/v1/admin/users/${target.id}/roles`, { token: by.token, body: { roles: wanted } });
  const suspend = (node: TwoNodes['api'], by: TestUser, target: TestUser) =>
    node.call('POST', `/v1/admin/users/${target.id}/suspend`, { token: by.token, body: { reason: 'race' } });
  const activeIds = async () => {
    const rows = await nodes.database.rows<{ id: Buffer }>(
      `SELECT a.id FROM access_user_role r JOIN users_account a ON a.id = r.user_id
       WHERE r.role = 'admin' AND a.state = 'active'`,
    );
    return rows.map(({ id }) => idFromBytes(id));
  };
  /** Makes both users administrators again, by the one who is left. */
  const restore = async (pair: readonly TestUser[], left: readonly string[]): Promise<TestUser[]> => {
    const remaining = pair.find(({ id }) => left.includes(id));
    if (!remaining) throw new Error('No administrator is left.');
    const signedIn = await nodes.api.login(remaining.email);
    for (const other of pair.filter(({ id }) => !left.includes(id))) {
      await nodes.api.call('DELETE', `/v1/admin/users/${other.id}/suspend`, { token: signedIn.token });
      expect((await roles(nodes.api, signedIn, other, ['admin'])).status).toBe(200);
    }
    return Promise.all(pair.map(({ email }) => nodes.api.login(email)));
  };

  it('never lose both, whichever is removed first', async () => {
    let pair: TestUser[] = [nodes.admin, await nodes.api.administrator('second-of-all')];
    const tally = await runRaces(roundsOf({ short: 12, full: 500 }), 1, async () => {
      // Each administrator is demoted by either of them, or suspended by the other.
      const removals = pair.map((target, i) => {
        const removal = chance.oneOf(REMOVALS);
        const by = pair[removal === 'demote' ? chance.below(2) : 1 - i] as TestUser;
        return { target, by, node: i ? nodes.api : nodes.other, removal };
      });
      const answers = await atOnce(
        chance,
        removals.map(
          ({ target, by, node, removal }) =>
            () =>
              removal === 'demote' ? roles(node, by, target, []) : suspend(node, by, target),
        ),
      );
      const left = await activeIds();
      pair = await restore(pair, left);
      return { outcomes: answers.map(({ status, body }) => body?.code ?? status), effects: 2 - left.length };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(['200', '204', 'access.not_allowed', 'access.session_ended', 'roles.last_administrator']).toEqual(
      expect.arrayContaining(Object.keys(tally.outcomes)),
    );

    const naive = new Naive(nodes.database);
    await naive.prepare();
    const caught = await runRaces(50, 1, async (race) => {
      const name = `pair-${race}`;
      for (let i = 0; i < 2; i++) await naive.add(name);
      await atOnce(
        chance,
        [0, 1].map((which) => () => naive.removeUnlessLast(name, which)),
      );
      return { outcomes: [], effects: 2 - (await naive.activeOf(name)) };
    });
    expect(caught.duplicates).toBeGreaterThan(0);
    report({
      fault: 'the last two administrators demoted or suspended on two nodes at once',
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: `counted without a lock: no administrator left in ${caught.duplicates} of ${caught.races}`,
    });
  });
});
