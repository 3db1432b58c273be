import { Database } from '@platform/persistence/database';
import { idToBytes, type UserId, type SessionId } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { defineOneTime, type OneTimeKind } from './one-time-kind';
import { OneTimeTokens, type Issued, type PresentedToken } from './one-time-tokens';

const KIND = defineOneTime({ purpose: 'test.first', minutes: 30, perHour: 3 });
const OTHER = defineOneTime({ purpose: 'test.other', minutes: 30, perHour: 100 });
const LASTING = defineOneTime({ purpose: 'test.lasting', minutes: 30, perHour: 100, outlivesChanges: true });

describe('One-time tokens', () => {
  let nodes: TwoNodes;
  let secrets: OneTimeTokens;
  let elsewhere: OneTimeTokens;
  let holder = '';
  let counter = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    secrets = nodes.api.app.get(OneTimeTokens);
    elsewhere = nodes.other.app.get(OneTimeTokens);
  });
  beforeEach(() => (holder = `holder-${++counter}`));
  afterAll(() => nodes.stop());

  const inUnit = <T>(work: () => Promise<T>) => nodes.database.transactions.run(work);
  const onOtherNode = <T>(work: () => Promise<T>) => nodes.other.app.get(Database).transactions.run(work);
  const issued = async (kind: OneTimeKind = KIND, userId: UserId | null = null) =>
    (await inUnit(() => secrets.issue(kind, { holder, userId, payload: { holder } }))) as Issued;
  const code = ({ code: text }: Issued): PresentedToken => ({ holder, code: text });
  const token = ({ token: text }: Issued): PresentedToken => ({ token: text });
  const opens = async (proof: PresentedToken, kind: OneTimeKind = KIND) =>
    (await elsewhere.find(kind, proof)) !== undefined;
  const useOnce = async (proof: PresentedToken, on: 'here' | 'there' = 'here', kind: OneTimeKind = KIND) => {
    const [node, run] = on === 'here' ? [secrets, inUnit] : [elsewhere, onOtherNode];
    const found = await node.find(kind, proof);
    return found !== undefined && (await run(() => node.use(found)));
  };

  it.each([
    ['token', token, 20],
    // Only five attempts at a code are checked.
    ['code', code, 5],
  ] as const)('are used once by 20 concurrent uses of a %s on two nodes', async (_name, presentedTokenOf, seen) => {
    const proof = presentedTokenOf(await issued());
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? secrets : elsewhere).find(KIND, proof)),
    );
    const finders = found.flatMap((one) => one ?? []);
    expect(finders).toHaveLength(seen);
    const used = await Promise.all(
      finders.map((one, n) => (n % 2 ? inUnit(() => secrets.use(one)) : onOtherNode(() => elsewhere.use(one)))),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await opens(proof)).toBe(false);
  });

  it('return the payload they were issued with, for the link and for the code', async () => {
    const both = await issued();
    expect((await secrets.find(KIND, token(both)))?.payload).toEqual({ holder });
    expect((await secrets.find(KIND, code(both)))?.payload).toEqual({ holder });
  });

  it('are all used up when the link or the code of one is used', async () => {
    const both = await issued();
    expect(await useOnce(code(both))).toBe(true);
    expect(await opens(token(both))).toBe(false);
  });

  it('are invalid when the token is sent with another holder', async () => {
    const both = await issued();
    expect(await opens({ ...token(both), holder: 'another holder' })).toBe(false);
    expect(await opens({ ...token(both), holder })).toBe(true);
  });

  it('end with the session that requested them: none is issued or used afterwards', async () => {
    const user = await nodes.api.register('asks-in-session');
    const { body } = await nodes.api.call('GET', '/v1/me/sessions', { token: user.token });
    const sessionId = (body.items as { id: SessionId }[])[0]?.id;
    const ask = () => inUnit(() => secrets.issue(OTHER, { holder, userId: user.id, sessionId, payload: {} }));
    const first = (await ask()) as Issued;
    const [before, after] = [await secrets.find(OTHER, token(first)), await elsewhere.find(OTHER, token(first))];
    if (!before || !after) throw new Error('The issued tokens were not found.');
    expect(await nodes.api.call('POST', '/v1/auth/logout', { token: user.token })).toMatchObject({ status: 204 });
    expect(await onOtherNode(() => elsewhere.use(after))).toBe(false);
    expect(await ask()).toBeUndefined();
    await nodes.database.write('UPDATE auth_session SET ended_at = NULL WHERE user_id = ?', [idToBytes(user.id)]);
    expect(await inUnit(() => secrets.use(before))).toBe(true);
  });

  it('are rejected for another purpose or another owner', async () => {
    const both = await issued();
    expect(await opens(token(both), OTHER)).toBe(false);
    expect(await opens(code(both), OTHER)).toBe(false);
    expect(await opens({ holder: 'another holder', code: both.code })).toBe(false);
    expect(await opens(code(both))).toBe(true);
  });

  it('are valid only in the newest version', async () => {
    const [first, second] = [await issued(), await issued()];
    expect([await opens(token(first)), await opens(token(second))]).toEqual([false, true]);
    expect(await opens(code(first))).toBe(false);
    expect(await opens(code(second))).toBe(true);
  });

  it('are limited per hour, after which the last one stays valid, even for concurrent requests', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => issued()));
    const given = all.filter((one) => one !== undefined);
    expect(given).toHaveLength(3);
    expect(await issued()).toBeUndefined();
    const good = await Promise.all(given.map((one) => opens(token(one))));
    expect(good.filter(Boolean)).toHaveLength(1);
    await nodes.database.write('UPDATE platform_one_time SET window_ends_at = UTC_TIMESTAMP(3)');
    expect(await issued()).toBeDefined();
  });

  it('count used ones as well', async () => {
    for (let n = 0; n < 3; n++) expect(await useOnce(token(await issued()))).toBe(true);
    expect(await issued()).toBeUndefined();
  });

  it('allow five attempts at a code, also concurrent ones, and keep the link valid', async () => {
    const both = await issued();
    const wrong = { holder, code: both.code === '0000 0000' ? '1111 1111' : '0000 0000' };
    await Promise.all(Array.from({ length: 5 }, () => secrets.find(KIND, wrong)));
    expect(await opens(code(both))).toBe(false);
    expect(await opens(token(both))).toBe(true);
  });

  it('count an attempt even if its transaction is rolled back', async () => {
    const both = await issued();
    for (let n = 0; n < 5; n++) {
      const work = inUnit(async () => {
        await secrets.find(KIND, { holder, code: 'wrong' });
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
    }
    expect(await opens(code(both))).toBe(false);
  });

  it('expire', async () => {
    const both = await issued();
    await nodes.database.write('UPDATE platform_one_time SET expires_at = UTC_TIMESTAMP(3)');
    expect([await opens(token(both)), await opens(code(both))]).toEqual([false, false]);
  });

  it('cannot be used after they were found if they expire in between', async () => {
    const found = await secrets.find(KIND, token(await issued()));
    await nodes.database.write('UPDATE platform_one_time SET expires_at = UTC_TIMESTAMP(3)');
    expect(found && (await inUnit(() => secrets.use(found)))).toBe(false);
  });

  it('stay unused when the transaction that used them is rolled back', async () => {
    const both = await issued();
    const found = await secrets.find(KIND, token(both));
    const work = inUnit(async () => {
      if (found) await secrets.use(found);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await useOnce(token(both))).toBe(true);
  });

  it('are invalid after a change of credentials, except those that undo one', async () => {
    const { id } = await nodes.someone();
    const [first, other, lasting] = [await issued(KIND, id), await issued(OTHER, id), await issued(LASTING, id)];
    await inUnit(() => secrets.voidAllOf(id));
    expect([await opens(token(first)), await opens(token(other), OTHER)]).toEqual([false, false]);
    expect(await opens(token(lasting), LASTING)).toBe(true);
  });

  it('can end later ones of their kind, and only those', async () => {
    const { id } = await nodes.someone();
    const all: Issued[] = [];
    for (const name of ['first', 'second', 'third']) {
      holder = `${id} ${name}`;
      all.push(await issued(LASTING, id));
    }
    const second = await secrets.find(LASTING, token(all[1] as Issued));
    if (second) await inUnit(() => secrets.voidLaterThan(second));
    expect(await Promise.all(all.map((one) => opens(token(one), LASTING)))).toEqual([true, true, false]);
  });

  it('survive the rotation of the key they are found by, and only the newest stays valid', async () => {
    const before = await issued();
    await nodes.api.app.get(Keyring).rotate('system');
    expect(await opens(code(before))).toBe(true);
    const after = await issued();
    expect([await opens(token(before)), await opens(code(before))]).toEqual([false, false]);
    expect(await opens(code(after))).toBe(true);
    expect(await issued()).toBeDefined();
    expect(await issued()).toBeUndefined();
  });

  it('are stored only as hashes and sealed payloads', async () => {
    const both = await issued();
    const dump = JSON.stringify(await nodes.database.rows('SELECT * FROM platform_one_time'), (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    for (const text of [both.token, both.token.slice(4), both.code, both.code.replace(' ', ''), holder])
      expect(dump).not.toContain(text);
  });

  it('of users whose key was destroyed are invalid', async () => {
    const { id } = await nodes.someone();
    const both = await issued(KIND, id);
    await nodes.other.app.get(Vault).destroyUserKey(id);
    expect(await opens(token(both))).toBe(false);
  });

  it('that are decoys look like others and are never valid', async () => {
    await inUnit(() => secrets.issueDecoy(KIND, holder));
    for (let n = 0; n < 5; n++) expect(await opens({ holder, code: '0000 0000' })).toBe(false);
    const [row] = await nodes.database.rows<{ tries: number }>(
      'SELECT tries FROM platform_one_time WHERE tries = 5 AND user_id IS NULL AND payload_sealed IS NULL',
    );
    expect(row?.tries).toBe(5);
  });
});
