import { generateKeyPairSync } from 'node:crypto';
import { idToBytes } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import {
  dsnReport,
  mailgunReport,
  postmarkReport,
  REPORT_SETTINGS,
  sendgridReport,
  sesConfirmation,
  sesReport,
  SNS_HOST,
  type ReportRequest,
} from '@test/support/report-providers';
import { mailRow, sendMail, untilMail } from '@test/support/send-mail';
import { SnsServer } from '@test/support/sns-server';
import type { TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const OTHER_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:others';
const otherKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;

describe('A report of an email provider', () => {
  let nodes: NodesWithMail;
  let sns: SnsServer;

  beforeAll(async () => {
    sns = await SnsServer.start();
    nodes = await startWithMail({ ...REPORT_SETTINGS, OUTGOING_NETWORKS: '127.0.0.0/8' });
    for (const node of [nodes.api, nodes.other]) sns.answer(node);
  });
  afterAll(async () => {
    await nodes?.stop();
    await sns?.stop();
  });

  const send = ({ provider, ...request }: ReportRequest, node = nodes.api) =>
    node.call('POST', `/v1/mail/${provider}/events`, request);
  const suppressionOf = async ({ token }: TestUser, node = nodes.api) =>
    (await node.call('GET', '/v1/me/email-suppression', { token })).body;
  const count = async (sql: string) => Number((await nodes.database.row<{ n: number }>(sql))?.n);
  const rows = () => count('SELECT COUNT(*) AS n FROM mail_suppression');
  const events = () => count("SELECT COUNT(*) AS n FROM event_log WHERE type = 'mail.address_suppressed'");
  /** A user to whom a mail was sent. */
  const recipient = async () => {
    const user = await nodes.someone();
    await sendMail(nodes.api, user.email, { userId: user.id });
    return user;
  };

  it.each<[string, (email: string) => ReportRequest]>([
    ['ses', sesReport],
    ['ses', (email) => sesReport(email, { version: '1' })],
    ['postmark', postmarkReport],
    ['mailgun', mailgunReport],
    ['sendgrid', (email) => sendgridReport([email])],
    ['dsn', dsnReport],
  ])('of %s about a bounce suppresses the address, and has no effect when it is repeated', async (provider, of) => {
    const user = await recipient();
    const report = of(user.email.toUpperCase());
    const before = await events();
    expect((await send(report)).status).toBe(204);
    expect(await suppressionOf(user, nodes.other)).toMatchObject({ suppressed: true, reason: 'bounce' });
    const lifted = await nodes.other.call('DELETE', '/v1/me/email-suppression', { token: user.token });
    expect(lifted.status).toBe(204);

    const repeated = await send(report, nodes.other);
    expect(repeated.status).toBe(provider === 'mailgun' ? 401 : 204);
    expect(await suppressionOf(user)).toEqual({ suppressed: false, reason: null, diagnostic: null, since: null });
    expect(await events()).toBe(before + 1);
  });

  it('about an address keeps the response of the mail server without the address', async () => {
    const user = await recipient();
    await send(sesReport(user.email));
    const { diagnostic, since } = await suppressionOf(user);
    expect(diagnostic).toBe('smtp; 550 <[…]>');
    expect(Date.now() - Date.parse(since)).toBeLessThan(60_000);
  });

  it.each<[string, string, (email: string) => ReportRequest]>([
    ['signed for another topic', 'report_not_authentic', (email) => sesReport(email, { topic: OTHER_TOPIC })],
    [
      'with a certificate elsewhere',
      'report_not_authentic',
      (email) => sesReport(email, { certificateHost: 'a.example' }),
    ],
    ['with another message', 'report_not_authentic', (email) => sesReport(email, { changed: { Message: '{}' } })],
    ['with another signature', 'report_not_authentic', (email) => sesReport(email, { changed: { Signature: 'AAAA' } })],
    ['of SES that is two hours old', 'report_outdated', (email) => sesReport(email, { ageSeconds: 7200 })],
    ['with a wrong password', 'report_not_authentic', (email) => postmarkReport(email, { secret: 'a wrong password' })],
    ['with a wrong signing key', 'report_not_authentic', (email) => mailgunReport(email, { key: 'a wrong key' })],
    ['of Mailgun that is six minutes old', 'report_outdated', (email) => mailgunReport(email, { ageSeconds: 360 })],
    ['of Mailgun from the future', 'report_outdated', (email) => mailgunReport(email, { ageSeconds: -360 })],
    ['signed by another key', 'report_not_authentic', (email) => sendgridReport([email], { key: otherKey })],
    ['with other bytes', 'report_not_authentic', (email) => withOtherBytes(sendgridReport([email]))],
    ['of SendGrid that is six minutes old', 'report_outdated', (email) => sendgridReport([email], { ageSeconds: 360 })],
    ['with a wrong token', 'report_not_authentic', (email) => dsnReport(email, { secret: 'a wrong token' })],
  ])('%s is rejected, and changes nothing', async (_what, code, of) => {
    const user = await recipient();
    const before = await rows();
    const { status, body } = await send(of(user.email));
    expect([status, body.code]).toEqual([401, `mail.${code}`]);
    expect(await rows()).toBe(before);
    expect(await suppressionOf(user)).toMatchObject({ suppressed: false });
  });

  it('that uses the token of another report of Mailgun is rejected', async () => {
    const [user, other] = [await recipient(), await recipient()];
    const genuine = mailgunReport(user.email);
    expect((await send(genuine)).status).toBe(204);
    const forged = { ...genuine, raw: genuine.raw.replace(user.email, other.email) };
    const { status, body } = await send(forged, nodes.other);
    expect([status, body.code]).toEqual([401, 'mail.report_already_received']);
    expect(await suppressionOf(other)).toMatchObject({ suppressed: false });
  });

  it.each<[string, (email: string) => ReportRequest]>([
    ['a temporary bounce', (email) => sesReport(email, { bounceType: 'Transient' })],
    ['a full mailbox', (email) => dsnReport(email, { status: '4.2.2' })],
    ['a delivery', (email) => sendgridReport([email], { event: 'delivered' })],
    ['an opened email', (email) => postmarkReport(email, { recordType: 'Open' })],
  ])('about %s changes nothing', async (_what, of) => {
    const user = await recipient();
    expect((await send(of(user.email))).status).toBe(204);
    expect(await suppressionOf(user)).toMatchObject({ suppressed: false });
  });

  it('about an address without a recent email adds no row', async () => {
    const id = await sendMail(nodes.api, 'long-ago@example.com');
    await nodes.database.write('UPDATE mail_message SET created_at = created_at - INTERVAL 31 DAY WHERE id = ?', [
      idToBytes(id),
    ]);
    const before = await rows();
    for (const email of ['long-ago@example.com', 'never-seen@example.com', 'not an address'])
      expect((await send(sendgridReport([email]))).status).toBe(204);
    expect(await rows()).toBe(before);
  });

  it('that arrives twenty times at once adds one row and one event', async () => {
    const user = await recipient();
    const [rowsBefore, eventsBefore] = [await rows(), await events()];
    const report = sesReport(user.email);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(report, n % 2 ? nodes.api : nodes.other)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect([(await rows()) - rowsBefore, (await events()) - eventsBefore]).toEqual([1, 1]);
  });

  it('can name many addresses, and twenty reports in different orders suppress each of them once', async () => {
    const users = await Promise.all([recipient(), recipient(), recipient()]);
    const emails = users.map(({ email }) => email);
    const eventsBefore = await events();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        send(sendgridReport(n % 2 ? emails : emails.toReversed()), n % 4 < 2 ? nodes.api : nodes.other),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    for (const user of users) expect(await suppressionOf(user)).toMatchObject({ suppressed: true });
    expect((await events()) - eventsBefore).toBe(3);
  });

  it('that is not complete is refused as malformed', async () => {
    for (const raw of ['{', '[]', '{"Type":"Notification"}', '\xff']) {
      const headers = { 'content-type': 'text/plain' };
      const { status, body } = await send({ provider: 'ses', raw, headers });
      expect([status, body.code]).toEqual([422, 'mail.report_malformed']);
    }
    const { status } = await send({ ...dsnReport('ada@example.com'), raw: 'Subject: hello' });
    expect(status).toBe(422);
  });

  it('of a provider that is not configured is not found', async () => {
    const { provider: _, ...report } = dsnReport('ada@example.com');
    for (const provider of ['brevo', 'SES', 'constructor'])
      expect((await send({ provider, ...report })).status).toBe(404);
  });

  it('of SES confirms the subscription of its topic, and no other', async () => {
    const confirmed = () => sns.requested.filter((url) => url.startsWith('/?Action=ConfirmSubscription')).length;
    expect((await send(sesConfirmation())).status).toBe(204);
    expect(confirmed()).toBe(1);
    expect((await send(sesConfirmation({ topic: OTHER_TOPIC }))).status).toBe(401);
    expect((await send(sesConfirmation({ changed: { SubscribeURL: 'https://a.example/' } }))).status).toBe(401);
    expect(confirmed()).toBe(1);
  });

  it('of SES fetches its certificate once for each node', async () => {
    await send(sesReport('ada@example.com'));
    await send(sesReport('ada@example.com'), nodes.other);
    expect(sns.requested.filter((url) => url.endsWith('.pem'))).toHaveLength(2);
  });

  it('of SES is repeated later if its certificate cannot be fetched', async () => {
    const user = await recipient();
    const report = sesReport(user.email, { changed: { SigningCertURL: certificate('0') } });
    sns.isDown = true;
    const refused = await send(report);
    sns.isDown = false;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect((await send(report)).status).toBe(204);
    expect(await suppressionOf(user)).toMatchObject({ suppressed: true });
  });

  it('leaves a mail that is already waiting unsent, in a state of its own', async () => {
    const user = await recipient();
    nodes.mails.behave({ answer: 451, at: 'rcpt' });
    const id = await sendMail(nodes.api, user.email, { userId: user.id });
    await untilMail(nodes.api, id, ({ attempts }) => attempts > 0);
    await send(dsnReport(user.email));
    nodes.mails.behave('well');
    expect(await untilMail(nodes.api, id, ({ state }) => state !== 'waiting')).toMatchObject({
      state: 'suppressed',
      hasContent: false,
      isSettled: true,
    });
    expect(await mailRow(nodes.other, id)).toMatchObject({ state: 'suppressed' });
  });

  it('is matched with emails that were sent before the key of the index was replaced', async () => {
    const user = await recipient();
    await nodes.api.app.get(Keyring).rotate('blind-index');
    expect((await send(dsnReport(user.email), nodes.other)).status).toBe(204);
    expect(await suppressionOf(user)).toMatchObject({ suppressed: true });
  });

  it('of SES makes all nodes together fetch at most ten certificates a minute', async () => {
    const before = sns.requested.length;
    // The minute can end once in between.
    const reports = Array.from({ length: 30 }, (_, n) =>
      sesReport('ada@example.com', { changed: { SigningCertURL: certificate(n.toString(16)), Signature: 'AAAA' } }),
    );
    const answers = await Promise.all(reports.map((report) => send(report)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect(sns.requested.length - before).toBeLessThanOrEqual(20);
  });
});

function certificate(name: string): string {
  return `https://${SNS_HOST}/SimpleNotificationService-${name.padStart(32, 'a')}.pem`;
}

function withOtherBytes(report: ReportRequest): ReportRequest {
  return { ...report, raw: `${report.raw} ` };
}
