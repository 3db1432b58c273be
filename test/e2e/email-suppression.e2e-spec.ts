import { EmailChanger } from '@features/users';
import { Suppressions } from '@features/mail/suppression/suppressions';
import { MANAGE_SUPPRESSIONS } from '@features/mail/suppression/suppression.permissions';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { idToBytes, newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { sendMail, sendNews, untilMail } from '@test/support/send-mail';
import type { TestUser } from '@test/support/test-api';
import { eraseUser, exportOf } from '@test/support/user-data';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const ADDRESS = '/v1/me/email-suppression';
const LIST = '/v1/admin/email-suppressions';
type Reason = 'bounce' | 'complaint';

describe('A suppressed address', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail({ METRICS_TOKEN: 'of the tests' });
  });
  afterAll(() => nodes?.stop());

  const suppress = async (email: string, reason: Reason = 'bounce', node = nodes.api) => {
    const report = { reason, provider: 'ses', diagnostic: '550 5.1.1' };
    await node.app.get(Database).transactions.run(() => node.app.get(Suppressions).suppress(parsed(email), report));
  };
  const suppressedUser = async (reason?: Reason) => {
    const user = await nodes.someone();
    await suppress(user.email, reason);
    return user;
  };
  const own = async ({ token }: TestUser, node = nodes.other) => (await node.call('GET', ADDRESS, { token })).body;
  const lift = async ({ token }: TestUser, node = nodes.api) => (await node.call('DELETE', ADDRESS, { token })).status;
  const stateOf = async (id: string) => (await untilMail(nodes.api, id, ({ state }) => state !== 'waiting')).state;
  const activityOf = async ({ token }: TestUser) =>
    (await nodes.api.call('GET', '/v1/me/activity', { token })).body.items
      .filter(({ action }: { action: string }) => action.startsWith('mail.'))
      .map(({ action, facts }: { action: string; facts: object }) => [action, facts]);
  const staff = async () => {
    const [user, role] = [await nodes.someone(), `mail-${newId().slice(-12)}`];
    const body = { name: role, description: '', permissions: [MANAGE_SUPPRESSIONS] };
    await nodes.api.call('POST', '/v1/admin/roles', { token: nodes.admin.token, body });
    await nodes.api.call('PUT', `/v1/admin/users/${user.id}/roles`, {
      token: nodes.admin.token,
      body: { roles: [role] },
    });
    return user;
  };
  const list = async ({ token }: TestUser, query = '') =>
    (await nodes.other.call('GET', `${LIST}${query}`, { token })).body;

  it('receives no email after a bounce', async () => {
    const user = await suppressedUser('bounce');
    const ids = [await sendMail(nodes.api, user.email.toUpperCase()), await sendNews(nodes.api, user.email)];
    for (const id of ids) expect(await stateOf(id)).toBe('suppressed');
    expect(nodes.mails.mailsTo(user.email)).toEqual([]);
    const headers = { authorization: 'Bearer of the tests' };
    const metrics = await Promise.all(
      [nodes.api, nodes.other].map((node) => node.call('GET', '/metrics', { headers })),
    );
    const counted = metrics.map(
      ({ text }) => /^userkeep_mail_attempts_total\{.*outcome="suppressed".*\} (\d+)/m.exec(text)?.[1],
    );
    expect(counted.reduce((sum, count) => sum + Number(count ?? 0), 0)).toBeGreaterThanOrEqual(2);
  });

  it('receives no notifications after a complaint, but the other emails', async () => {
    const user = await suppressedUser('complaint');
    expect(await stateOf(await sendNews(nodes.api, user.email))).toBe('suppressed');
    expect(await stateOf(await sendMail(nodes.api, user.email))).toBe('sent');
    expect(await own(user)).toMatchObject({ suppressed: true, reason: 'complaint' });
  });

  it('that bounces after a complaint receives nothing any more, and stays so after another complaint', async () => {
    const user = await suppressedUser('complaint');
    await suppress(user.email, 'bounce', nodes.other);
    await suppress(user.email, 'complaint');
    expect(await own(user)).toMatchObject({ reason: 'bounce' });
    expect(await stateOf(await sendMail(nodes.api, user.email))).toBe('suppressed');
    expect(await activityOf(user)).toEqual([
      ['mail.address_suppressed', { reason: 'bounce', provider: 'ses' }],
      ['mail.address_suppressed', { reason: 'complaint', provider: 'ses' }],
    ]);
  });

  it('receives emails again after the user has lifted the suppression, until it bounces again', async () => {
    const user = await suppressedUser();
    expect(await lift(user)).toBe(204);
    expect(await own(user)).toEqual({ suppressed: false, reason: null, diagnostic: null, since: null });
    expect(await stateOf(await sendMail(nodes.api, user.email))).toBe('sent');
    expect(await lift(user)).toBe(404);
    await suppress(user.email);
    expect(await own(user)).toMatchObject({ suppressed: true });
    expect((await activityOf(user)).map(([action]: string[]) => action)).toEqual([
      'mail.address_suppressed',
      'mail.suppression_lifted',
      'mail.address_suppressed',
    ]);
  });

  it('can be lifted three times a day, on all nodes together', async () => {
    const user = await suppressedUser();
    for (const node of [nodes.api, nodes.other, nodes.api]) {
      expect(await lift(user, node)).toBe(204);
      await suppress(user.email);
    }
    const { status, body, headers } = await nodes.other.call('DELETE', ADDRESS, { token: user.token });
    expect([status, body.code]).toEqual([429, 'request.rate_limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await own(user)).toMatchObject({ suppressed: true });
  });

  it('is lifted once by ten requests at once', async () => {
    const user = await suppressedUser();
    const { body } = { body: await list(nodes.admin, `?email=${encodeURIComponent(user.email)}`) };
    const path = `${LIST}/${body.items[0].id}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? nodes.api : nodes.other).call('DELETE', path, { token: nodes.admin.token }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(404)]);
    expect(await activityOf(user)).toHaveLength(2);
  });

  it('stays suppressed when its user changes to another address, which is not', async () => {
    const user = await suppressedUser();
    const changed = `changed-${user.email}`;
    await nodes.api.app.get(EmailChanger).change(user.id, changed, { how: 'by_admin' });
    expect(await own(user)).toMatchObject({ suppressed: false });
    expect(await stateOf(await sendMail(nodes.api, changed))).toBe('sent');
    expect(await stateOf(await sendMail(nodes.api, user.email))).toBe('suppressed');
  });

  it('is not suppressed for a user without an address', async () => {
    const { body } = await nodes.api.call('POST', '/v1/auth/anonymous', { body: {} });
    const answer = await nodes.api.call('GET', ADDRESS, { token: body.accessToken });
    expect(answer.body).toEqual({ suppressed: false, reason: null, diagnostic: null, since: null });
  });

  it('is listed for staff with the permission, newest first, and found by its exact address', async () => {
    const member = await staff();
    const users = [await suppressedUser(), await suppressedUser(), await suppressedUser()];
    await suppress('nobody-here@example.com');
    const first = await list(member, '?limit=2');
    const second = await list(member, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ userId }: { userId: string }) => userId)).toEqual([
      null,
      ...users.reverse().map(({ id }) => id),
    ]);
    const { email, id: userId } = users[0] as TestUser;
    expect(await list(member, `?email=${encodeURIComponent(email.toUpperCase())}`)).toMatchObject({
      items: [{ userId, reason: 'bounce', provider: 'ses', diagnostic: '550 5.1.1' }],
      nextCursor: null,
    });
    expect(JSON.stringify(first)).not.toContain('@');
    expect((await list(member, '?email=unknown@example.com')).items).toEqual([]);
    expect((await list(member, '?email=nonsense')).errors).toMatchObject([{ pointer: '/email' }]);
    expect((await nodes.api.call('GET', LIST, { token: email && users[0]?.token })).status).toBe(403);
  });

  it('is lifted by staff, also if no account has it', async () => {
    const member = await staff();
    await suppress('nobody-else@example.com');
    const { items } = await list(member, '?email=nobody-else@example.com');
    const path = `${LIST}/${items[0].id}`;
    expect((await nodes.api.call('DELETE', path, { token: member.token })).status).toBe(204);
    expect((await list(member, '?email=nobody-else@example.com')).items).toEqual([]);
    expect((await nodes.api.call('DELETE', path, { token: member.token })).status).toBe(404);
  });

  it('is part of the export of its user, and erased with the account', async () => {
    const user = await suppressedUser();
    expect((await exportOf(nodes.api.app, user.id))['mail.suppression']?.emailSuppression).toEqual([
      {
        id: expect.any(String),
        address: user.email.toLowerCase(),
        reason: 'bounce',
        provider: 'ses',
        diagnostic: '550 5.1.1',
        since: expect.any(String),
      },
    ]);
    await eraseUser(nodes.api.app, user.id);
    const sql = 'SELECT COUNT(*) AS n FROM mail_suppression WHERE user_id = ?';
    expect(await nodes.database.row(sql, [idToBytes(user.id)])).toEqual({ n: 0 });
    expect(await nodes.api.app.get(Suppressions).of(parsed(user.email).identity)).toBeUndefined();
  });

  it('is stored without the address in readable form', async () => {
    const user = await suppressedUser();
    const rows = await nodes.database.rows<Record<string, unknown>>('SELECT * FROM mail_suppression');
    const stored = rows.flatMap((row) => Object.values(row)).map((value) => String(value));
    expect(stored.some((value) => value.includes(user.email) || value.includes('nobody'))).toBe(false);
  });
});

function parsed(email: string): EmailAddress {
  return parseEmail(email) as EmailAddress;
}
