import { idToBytes } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { mobileNumberOf, type MobileNumber } from '@platform/phone/mobile-number.rule';
import { Transactions } from '@platform/persistence/transactions';
import type { TextMessageKind } from '@platform/sms/text-message.entity';
import { TextMessages } from '@platform/sms/text-messages';
import { SmsService } from '@test/support/sms-service';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { startTwoNodes, until, type TwoNodes } from '@test/support/two-nodes';
import { eraseUser, exportOf } from '@test/support/user-data';

interface Row {
  readonly state: Buffer;
  readonly attempts: number;
  readonly last_answer: string | null;
  readonly content_sealed: Buffer | null;
}

describe('Text messages', () => {
  let service: SmsService;
  let nodes: TwoNodes;
  let count = 0;

  beforeAll(async () => {
    service = await SmsService.start();
    const recipient = { SMS_PER_RECIPIENT_HOUR: '3', SMS_VERIFICATIONS_PER_NETWORK_HOUR: '2' };
    const limits = { ...recipient, SMS_PER_COUNTRY_DAY: '20' };
    nodes = await startTwoNodes({ ...service.env, ...limits, TRUSTED_PROXIES: '127.0.0.1', WORKER_BACKOFF_MS: '10' });
  });
  afterEach(() => service.clear());
  afterAll(async () => {
    await nodes?.stop();
    await service?.stop();
  });

  const germanNumber = () => `+49170${String(1_000_000 + ++count)}`;
  const send = (
    user: TestUser,
    number: string,
    more: { kind?: TextMessageKind; text?: string; minutes?: number } = {},
  ) =>
    nodes.api.app.get(Transactions).run(async () => {
      const to = mobileNumberOf(number) as MobileNumber;
      const message = { kind: 'second-factor', text: 'Your code: 1234 5678', minutes: 10, ...more } as const;
      await nodes.api.app.get(TextMessages).send({ ...message, to, userId: user.id });
    });
  const rowsOf = ({ id }: TestUser) =>
    nodes.database.rows<Row>('SELECT * FROM platform_text_message WHERE user_id = ? ORDER BY id', [idToBytes(id)]);
  const settled = async (user: TestUser) => {
    const states = async () => (await rowsOf(user)).map(({ state }) => String(state));
    await until(async () => !(await states()).includes('waiting'));
    return rowsOf(user);
  };
  const retryNow = async () => {
    await nodes.database.write("UPDATE platform_job SET due_at = UTC_TIMESTAMP(3) WHERE name = 'sms.send'");
    for (const { app } of [nodes.api, nodes.other]) app.get(Jobs).wakeUp.send();
  };

  it('are sent through Twilio once, and their number and text are removed then', async () => {
    const [user, number] = [await nodes.someone(), germanNumber()];
    await send(user, number);
    const [row, ...more] = await settled(user);
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      attempts: 1,
      content_sealed: null,
      last_answer: `Twilio accepted it as SM${'0'.repeat(32)}.`,
    });
    const [call, ...others] = await service.callsTo(number);
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      path: '/2010-04-01/Accounts/AC-test/Messages.json',
      authorization: `Basic ${Buffer.from('AC-test:the auth token').toString('base64')}`,
      form: { From: '+14155552671', Body: 'Your code: 1234 5678' },
    });
    expect(Number(call?.form.ValidityPeriod)).toBeGreaterThan(500);
    expect(Number(call?.form.ValidityPeriod)).toBeLessThanOrEqual(600);
  });

  it.each([
    ['has unsubscribed', 21610],
    ['does not exist', 21211],
  ])('to a number that %s are not tried again', async (_, code) => {
    const [user, number] = [await nodes.someone(), germanNumber()];
    await service.refuse({ status: 400, code });
    await send(user, number);
    const [row] = await settled(user);
    expect(String(row?.state)).toBe('failed');
    expect(row).toMatchObject({ content_sealed: null, last_answer: `Twilio answered 400 with error ${code}.` });
    expect(await service.callsTo(number)).toHaveLength(1);
  });

  it.each([
    ['limits the calls', { status: 429, code: 20429 }],
    ['fails', { status: 503 }],
    ['does not accept the auth token', { status: 401, code: 20003 }],
  ])(
    'are tried again while the service %s, which counts as one message, and are sent afterwards',
    async (_, refusal) => {
      const [user, number] = [await nodes.someone(), germanNumber()];
      await service.refuse(refusal);
      await send(user, number);
      await until(async () => (await service.callsTo(number)).length >= 5);
      const [waiting] = await rowsOf(user);
      expect(waiting?.last_answer).toContain(`Twilio answered ${refusal.status}`);
      expect(waiting?.last_answer).not.toContain(number);
      await service.clear();
      await retryNow();
      const [row] = await settled(user);
      expect(String(row?.state)).toBe('sent');
      expect(await service.callsTo(number)).toHaveLength(1);
    },
  );

  it('are not sent after they have expired', async () => {
    const [user, number] = [await nodes.someone(), germanNumber()];
    await service.refuse({ status: 500 });
    await send(user, number);
    await until(async () => (await service.callsTo(number)).length > 0);
    await nodes.database.write(
      'UPDATE platform_text_message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE user_id = ?',
      [idToBytes(user.id)],
    );
    await service.clear();
    await retryNow();
    const [row] = await settled(user);
    expect(String(row?.state)).toBe('expired');
    expect(row?.content_sealed).toBeNull();
    expect(await service.callsTo(number)).toEqual([]);
  });

  it('to one number are limited, however many accounts request them', async () => {
    const number = germanNumber();
    const users = [];
    for (let n = 0; n < 5; n++) users.push(await nodes.someone());
    for (const user of users) await send(user, number);
    const rows = (await Promise.all(users.map(settled))).flat();
    expect(rows.filter(({ state }) => String(state) === 'sent')).toHaveLength(3);
    const refused = rows.filter(({ state }) => String(state) === 'failed');
    expect(refused.map(({ last_answer }) => last_answer)).toEqual(
      Array(2).fill('The limit of the recipient is reached.'),
    );
    expect(await service.callsTo(number)).toHaveLength(3);
    // The owner of the number still receives messages that the others cannot request.
    const [user] = users as [TestUser];
    for (const kind of ['sign-in', 'notification'] as const) {
      await send(user, number, { kind });
      expect((await settled(user)).map(({ state }) => String(state)).at(-1)).toBe('sent');
    }
  });

  it('that verify a number are limited for each network', async () => {
    const verify = async (network: string) => {
      const { token } = await nodes.someone();
      const [body, headers] = [{ number: germanNumber() }, { 'x-forwarded-for': network }];
      return nodes.other.call('PUT', '/v1/me/phone', { token, body, headers });
    };
    for (let n = 0; n < 2; n++) expect((await verify('192.0.2.1')).status).toBe(202);
    const refused = await verify('192.0.2.1');
    expectProblem(refused, 'request.rate_limited', 429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await verify('192.0.2.2')).status).toBe(202);
  });

  it('go only to the countries that the operator allows', async () => {
    const user = await nodes.someone();
    await send(user, '+18768123456');
    const [row] = await settled(user);
    expect(row).toMatchObject({ attempts: 1, last_answer: 'SMS_COUNTRIES does not contain the country.' });
    expect(await service.callsTo('+18768123456')).toEqual([]);
  });

  it('to one country are limited, and half of them are kept for numbers that are verified', async () => {
    const numbers = Array.from({ length: 11 }, (_, n) => `+1415555${2000 + n}`);
    for (const kind of ['verification', 'second-factor'] as const) {
      const user = await nodes.someone();
      for (const number of numbers) await send(user, number, { kind });
      const states = (await settled(user)).map(({ state, last_answer }) => `${String(state)}: ${last_answer}`);
      expect(states.filter((state) => state.startsWith('sent'))).toHaveLength(10);
      expect(states.filter((state) => state.startsWith('failed'))).toEqual([
        'failed: The limit of the country is reached.',
      ]);
    }
  });

  it('are stored sealed, exported without their content, and erased with the user before they are sent', async () => {
    const [user, number] = [await nodes.someone(), germanNumber()];
    await service.refuse({ status: 500 });
    await send(user, number, { text: 'A private text' });
    await until(async () => (await service.callsTo(number)).length > 0);
    const [row] = await rowsOf(user);
    expect(Object.values(row ?? {}).some((value) => /private|170/.test(String(value)))).toBe(false);
    expect((await exportOf(nodes.api.app, user.id)).sms.textMessage).toMatchObject([
      { kind: 'second-factor', state: 'waiting' },
    ]);
    await eraseUser(nodes.api.app, user.id);
    expect(await rowsOf(user)).toEqual([]);
    await service.clear();
    await retryNow();
    const jobs = () => nodes.database.rows("SELECT id FROM platform_job WHERE name = 'sms.send' AND state <> 'dead'");
    await until(async () => (await jobs()).length === 0);
    expect(await service.callsTo(number)).toEqual([]);
  });
});
