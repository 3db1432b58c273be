import { PASSWORD } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { Naive } from './support/naive';
import { atOnce, runRaces, shuffled, type Tally } from './support/races';

const CONCURRENCY = 4;

describe('Two nodes, one account', () => {
  const chance = new Chance('races-accounts');
  let nodes: TwoNodes;
  let naive: Naive;
  let caught: Tally;

  beforeAll(async () => {
    nodes = await startTwoNodes({ SIGNAL_POLL_MS: '10' });
    naive = new Naive(nodes.database);
    await naive.prepare();
    caught = await naiveAdding();
  });
  afterAll(() => nodes.stop());

  const anyNode = () => chance.oneOf([nodes.api, nodes.other]);
  const register = (node: TwoNodes['api'], body: object) => async () => {
    const answer = await node.call('POST', '/v1/auth/register', { body: { password: PASSWORD, ...body } });
    return answer.status === 201 ? 201 : `${answer.status} ${answer.body.code}`;
  };
  const namedAccounts = async (displayName: string) =>
    nodes.database.rows('SELECT id FROM users_account WHERE display_name = ?', [displayName]);
  const count = async (database: Pick<TwoNodes['database'], 'row'>, table: string) =>
    Number((await database.row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))?.n);
  const control = () => `check instead of a unique index: ${caught.duplicates} of ${caught.races} duplicated`;
  const naiveAdding = () =>
    runRaces(50, CONCURRENCY, async (race) => {
      await atOnce(
        chance,
        [0, 1].map(() => () => naive.addUnlessExists(`name-${race}`)),
      );
      return { outcomes: [], effects: await naive.count(`name-${race}`) };
    });

  it('really race: code that checks before it inserts adds it twice', () => {
    expect(caught.duplicates).toBeGreaterThan(0);
  });

  it('create one account per email address, however it is written', async () => {
    const tally = await runRaces(roundsOf({ short: 15, full: 1500 }), CONCURRENCY, async (race) => {
      const displayName = `race ${race}`;
      const [same, other] = spellingsOf(race);
      const chosen = shuffled(chance, same);
      const written = [...chosen.slice(0, 4), chance.oneOf(other)];
      const login = { node: anyNode(), email: chosen.at(-1) };
      const outcomes = await atOnce(
        chance,
        written.map((email) => register(anyNode(), { email, displayName })),
      );
      const accounts = await namedAccounts(displayName);
      // The account can sign in with any spelling, even one without a registration.
      const { status, body } = await login.node.call('POST', '/v1/auth/login', {
        body: { email: login.email, password: PASSWORD },
      });
      expect([status, body.user?.displayName]).toEqual([200, displayName]);
      return { outcomes, effects: accounts.length };
    });
    expect(tally).toMatchObject({
      duplicates: 0,
      without: 0,
      outcomes: { 201: tally.races, '422 request.invalid': tally.races },
    });
    expect(Object.keys(tally.outcomes).sort()).toEqual(['201', '409 users.email_taken', '422 request.invalid']);
    report({
      fault: 'one email address and its look-alikes registered on two nodes at once',
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: control(),
    });
  });

  it('give one username to one account, however it is written', async () => {
    const tally = await runRaces(roundsOf({ short: 10, full: 1000 }), CONCURRENCY, async (race) => {
      const displayName = `name race ${race}`;
      const names = [`Racer.${race}`, `racer.${race}`, `RACER.${race}`, `rAcEr.${race}`, `racer.${race}`];
      const lookalike = chance.oneOf([`ｒacer.${race}`, `ra\u0441er.${race}`, `racer․${race}`, `racer.${race}\u200b`]);
      const outcomes = await atOnce(
        chance,
        [...names, lookalike].map((username, i) =>
          register(anyNode(), { email: `name-${race}-${i}@example.com`, username, displayName }),
        ),
      );
      return { outcomes, effects: (await namedAccounts(displayName)).length };
    });
    expect(tally).toMatchObject({
      duplicates: 0,
      without: 0,
      outcomes: { 201: tally.races, '422 request.invalid': tally.races },
    });
    expect(Object.keys(tally.outcomes).sort()).toEqual(['201', '409 users.username_taken', '422 request.invalid']);
    report({
      fault: 'one username and its look-alikes taken on two nodes at once',
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: control(),
    });
  });

  it('leave no address, password or key of the losing requests', async () => {
    const accounts = await count(nodes.database, 'users_account');
    expect(await count(nodes.database, 'users_email_index')).toBe(accounts);
    expect(await count(nodes.database, 'auth_credential')).toBe(accounts);
    expect(await count(nodes.api.app.get(KeysDatabase), 'user_key')).toBe(accounts);
  });

  it('let one of several changes to the same version win', async () => {
    await naive.add('versioned');
    const overwritten = await runRaces(50, 1, async (race) => {
      const won = await atOnce(
        chance,
        [0, 1].map(() => () => naive.changeIfVersion('versioned', 1)),
      );
      await nodes.database.write("UPDATE naive_thing SET version = 1 WHERE name = 'versioned'");
      return { outcomes: [race], effects: won.filter(Boolean).length };
    });
    expect(overwritten.duplicates).toBeGreaterThan(0);
    const users = await Promise.all(Array.from({ length: CONCURRENCY }, () => nodes.someone()));
    const tally = await runRaces(roundsOf({ short: 20, full: 2000 }), CONCURRENCY, async (race, worker) => {
      const user = users[worker] as (typeof users)[0];
      const [path, field] = chance.oneOf([
        ['/v1/me', 'displayName'] as const,
        ['/v1/me/personal', 'givenName'] as const,
      ]);
      const contenders = Array.from({ length: 4 }, anyNode);
      const etag = (await nodes.read(user, path)).headers.get('etag') ?? '';
      const statuses = await atOnce(
        chance,
        contenders.map((node, i) => async () => {
          const change = { [field]: `Change ${race} by ${i}` };
          return (await nodes.patch(user, path, change, { 'if-match': etag }, node)).status;
        }),
      );
      const after = (await nodes.read(user, path)).headers.get('etag') ?? '';
      expect(versionOf(after)).toBe(versionOf(etag) + 1);
      return { outcomes: statuses, effects: statuses.filter((status) => status === 200).length };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(tally.outcomes).toEqual({ 200: tally.races, 412: tally.races * 3 });
    report({
      fault: 'one version changed on two nodes at once, with If-Match',
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: `version checked before the change: ${overwritten.duplicates} of ${overwritten.races} applied twice`,
    });
  });
});

/** Spellings of one address, and addresses that only look like it and must be rejected. */
function spellingsOf(race: number): [string[], string[]] {
  const local = `racer${race}`;
  const domain = `bücher${race % 7}.example`;
  const ascii = new URL(`http://${domain}`).hostname;
  const locals = [local, local.toUpperCase(), `Racer${race}`, `rAcEr${race}`];
  const domains = [domain, domain.toUpperCase(), ascii, ascii.toUpperCase()];
  return [
    locals.flatMap((name) => domains.map((host) => `${name}@${host}`)),
    [
      `${local}＠${domain}`,
      `${local}@bücher${race % 7}．example`,
      `ｒacer${race}@${domain}`,
      `${local}\u200b@${domain}`,
      `${local}@bu\u0308cher${race % 7}.example`,
      `"${local}"@${domain}`,
      `${local} @${domain}`,
    ],
  ];
}

function versionOf(etag: string): number {
  return Number(/\d+/.exec(etag)?.[0]);
}
