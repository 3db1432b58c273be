import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { SmsService } from '@test/support/sms-service';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { faultsOf, until } from '@test/support/two-nodes';
import { eraseUser, exportOf } from '@test/support/user-data';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const PHONE = '/v1/me/phone';
const CONFIRM = `${PHONE}/confirm`;
const NONE = { number: null, verifiedAt: null, pending: null };
const WRONG_CODE = '0000 0000';

describe('The phone number of an account', () => {
  let service: SmsService;
  let nodes: NodesWithMail;
  let count = 0;

  beforeAll(async () => {
    service = await SmsService.start();
    nodes = await startWithMail({
      ...service.env,
      SMS_PER_RECIPIENT_HOUR: '20',
      SMS_VERIFICATIONS_PER_NETWORK_HOUR: '1000',
    });
  });
  afterEach(() => service.clear());
  afterAll(async () => {
    await nodes?.stop();
    await service?.stop();
  });

  const mobileNumber = () => `+49171${String(2_000_000 + ++count)}`;
  const read = async (user: TestUser) => (await nodes.read(user, PHONE, nodes.other)).body;
  const set = (user: TestUser, number: string) => nodes.api.call('PUT', PHONE, { token: user.token, body: { number } });
  const confirm = (user: TestUser, code: string, node = nodes.other) => nodes.post(CONFIRM, { code }, user.token, node);
  const remove = (user: TestUser) => nodes.api.call('DELETE', PHONE, { token: user.token });
  /** Returns the newest code. `texts` is how many messages the number has received by then. */
  async function request(user: TestUser, number: string, texts = 1): Promise<string> {
    expect(await set(user, number)).toMatchObject({ status: 202, text: '' });
    return service.codeTo(number.replace(/[^+\d]/g, ''), texts);
  }
  async function withNumber(number = mobileNumber()): Promise<TestUser> {
    const user = await nodes.someone();
    expect((await confirm(user, await request(user, number))).status).toBe(204);
    return user;
  }

  it('is verified by a code in a text message, and the old number stays until then', async () => {
    const [user, first, second] = [await nodes.someone(), mobileNumber(), mobileNumber()];
    expect(await read(user)).toEqual(NONE);
    const code = await request(user, first);
    const expiresAt = expect.stringMatching(/Z$/);
    expect(await read(user)).toEqual({ ...NONE, pending: { number: first, expiresAt } });
    expect((await confirm(user, code)).status).toBe(204);
    const verifiedAt = expect.stringMatching(/Z$/);
    expect(await read(user)).toEqual({ number: first, verifiedAt, pending: null });

    const next = await request(user, second);
    expect(await read(user)).toEqual({ number: first, verifiedAt, pending: { number: second, expiresAt } });
    expectProblem(await confirm(user, code), 'one_time.not_valid', 401);
    expect((await confirm(user, next)).status).toBe(204);
    expect(await read(user)).toEqual({ number: second, verifiedAt, pending: null });
    expectProblem(await confirm(user, next), 'one_time.not_valid', 401);
  });

  it('is accepted as users type it, and the text message is in their language', async () => {
    const [user, number] = [await nodes.someone({ locale: 'de' }), mobileNumber()];
    await request(user, `${number.slice(0, 3)} (${number.slice(3, 6)}) ${number.slice(6)}`);
    expect((await read(user)).pending.number).toBe(number);
    expect(await service.textsTo(number)).toEqual([
      expect.stringMatching(
        /^\d{4} \d{4} ist Ihr userkeep-Code zur Bestätigung dieser Telefonnummer. Er ist 10 Minuten gültig/,
      ),
    ]);
  });

  it.each([
    ['a landline', '+49 30 901820', 'sms.no_mobile_number'],
    ['a premium-rate number', '+49 900 1234567', 'sms.no_mobile_number'],
    ['a number of a country that is not allowed', '+44 7400 123456', 'sms.country_not_allowed'],
    ['a number of another country with an allowed calling code', '+1 876 812 3456', 'sms.country_not_allowed'],
  ])('cannot be %s', async (_, number, code) => {
    const user = await nodes.someone();
    expect(faultsOf(await set(user, number))).toEqual([422, `/number ${code}`]);
    expect(await read(user)).toEqual(NONE);
  });

  it('cannot be set for an anonymous account, because anyone can have any number of them', async () => {
    const { accessToken: token, user } = (await nodes.post('/v1/auth/anonymous', {})).body;
    const answer = await nodes.api.call('PUT', PHONE, { token, body: { number: mobileNumber() } });
    expectProblem(answer, 'recovery.anonymous_account', 409);
    expect(await read({ ...user, token })).toEqual(NONE);
  });

  it('needs the newest code, within five attempts', async () => {
    const [user, number] = [await nodes.someone(), mobileNumber()];
    const [old, code] = [await request(user, number), await request(user, number, 2)];
    expectProblem(await confirm(user, old), 'one_time.not_valid', 401);
    for (let n = 0; n < 4; n++) expectProblem(await confirm(user, WRONG_CODE), 'one_time.not_valid', 401);
    expectProblem(await confirm(user, code), 'one_time.not_valid', 401);
    expect(await read(user)).toEqual(NONE);
    expect((await confirm(user, await request(user, number, 3))).status).toBe(204);
  });

  it('is set once by 20 concurrent confirmations on two nodes', async () => {
    const [user, number] = [await nodes.someone(), mobileNumber()];
    const code = await request(user, number);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => confirm(user, code, n % 2 ? nodes.api : nodes.other)),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect((await read(user)).number).toBe(number);
    const rows = await nodes.database.rows(
      "SELECT id FROM event_log WHERE subject_id = ? AND type = 'users.phone_changed'",
      [idToBytes(user.id)],
    );
    expect(rows).toHaveLength(1);
  });

  it('cannot be confirmed by another account or after the session that requested it has ended', async () => {
    const [user, other, number] = [await nodes.someone(), await nodes.someone(), mobileNumber()];
    const code = await request(user, number);
    expectProblem(await confirm(other, code), 'one_time.not_valid', 401);
    const login = { email: user.email, password: PASSWORD };
    const token = (await nodes.post('/v1/auth/login', login)).body.accessToken as string;
    expect((await nodes.post('/v1/auth/logout', undefined, user.token)).status).toBe(204);
    const again = { ...user, token };
    expect(await read(again)).toEqual(NONE);
    expectProblem(await confirm(again, code), 'one_time.not_valid', 401);
  });

  it('can be changed and removed only with step-up authentication', async () => {
    const user = await withNumber();
    await nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    expectProblem(await set(user, mobileNumber()), 'access.step_up_required', 403);
    expectProblem(await remove(user), 'access.step_up_required', 403);
    expect((await nodes.post('/v1/me/step-up', { password: PASSWORD }, user.token)).status).toBe(204);
    expect((await remove(user)).status).toBe(204);
    expect(await read(user)).toEqual(NONE);
  });

  it('is removed together with a number that waits for its code', async () => {
    const [user, next] = [await withNumber(), mobileNumber()];
    const code = await request(user, next);
    expect((await remove(user)).status).toBe(204);
    expect(await read(user)).toEqual(NONE);
    expectProblem(await confirm(user, code), 'one_time.not_valid', 401);
    expect((await remove(user)).status).toBe(204);
  });

  it('can belong to several accounts, so the answer does not reveal whether another account has it', async () => {
    const number = mobileNumber();
    const [user, other] = [await withNumber(number), await nodes.someone()];
    expect((await confirm(other, await request(other, number, 2))).status).toBe(204);
    expect([(await read(user)).number, (await read(other)).number]).toEqual([number, number]);
  });

  it('is announced to the email address when it changes, and is an event whose values are sealed', async () => {
    const [user, number] = [await nodes.someone(), mobileNumber()];
    await nodes.mails.mailTo(user.email);
    expect((await confirm(user, await request(user, number))).status).toBe(204);
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.subject).toBe('The phone number of your userkeep account was changed');
    expect(mail.text).not.toContain(number);
    const stored = await nodes.database.rows<{ number_sealed: Buffer }>('SELECT number_sealed FROM users_phone');
    for (const { number_sealed } of stored) expect(number_sealed.toString('latin1')).not.toContain(number);
    const data = await exportOf(nodes.api.app, user.id);
    expect(data['users.phone']).toMatchObject({ phone: [{ number }] });
    await eraseUser(nodes.api.app, user.id);
    const rows = 'SELECT user_id FROM users_phone WHERE user_id = ?';
    expect(await nodes.database.rows(rows, [idToBytes(user.id)])).toEqual([]);
  });

  it('receives the notifications that the user chose to have as text messages', async () => {
    const put = async (path: string, body: unknown) => {
      const answer = await nodes.api.call('PUT', `/v1/admin${path}`, { token: nodes.admin.token, body });
      expect(faultsOf(answer)).toEqual([200]);
    };
    await put('/notification-topics/orders', { names: [{ language: 'en', title: 'Orders', description: '' }] });
    const texts = [{ language: 'en', title: 'Order {{number}} is on its way', text: '' }];
    const channels = ['sms'];
    await put('/notification-types/app.shipped', { topic: 'orders', channels, fields: ['number'], texts });
    const name = { name: 'Shop', permissions: ['notifications.send'] };
    const { key } = (await nodes.post('/v1/admin/api-keys', name, nodes.admin.token)).body;
    const number = mobileNumber();
    const [user, without, unwilling] = [await withNumber(number), await nodes.someone(), await withNumber()];
    const choice = { channels: { sms: true } };
    for (const one of [user, without])
      expect((await nodes.patch(one, '/v1/me/notification-settings/topics/orders', choice)).status).toBe(200);
    const to = [user, without, unwilling].map(({ id }) => id);
    const body = { to, type: 'app.shipped', data: { number: '17' } };
    expect(await nodes.post('/v1/notifications', body, key)).toMatchObject({ status: 202 });
    expect((await service.textsTo(number, 2)).at(-1)).toBe('Order 17 is on its way');
    const deliveries = async (one: TestUser) => {
      const { items } = (await nodes.read(one, '/v1/me/notifications')).body;
      if (items.length === 0) return undefined;
      const all = (await nodes.read(one, `/v1/me/notifications/${items[0].id}/deliveries`)).body.items;
      return all.map(({ channel, state, reason }: any) => [channel, state, reason].join(' '));
    };
    await until(async () => String(await deliveries(without)).includes('no verified phone'));
    await until(async () => String(await deliveries(user)) === 'sms sent ');
    expect(await deliveries(unwilling)).toEqual([]);
  });

  it('is not offered while text messages are off', async () => {
    const off = await startWithMail();
    try {
      const user = await off.someone();
      const answer = await off.api.call('PUT', PHONE, { token: user.token, body: { number: mobileNumber() } });
      expectProblem(answer, 'sms.off', 404);
      expect((await off.read(user, PHONE)).body).toEqual(NONE);
    } finally {
      await off.stop();
    }
  });
});
