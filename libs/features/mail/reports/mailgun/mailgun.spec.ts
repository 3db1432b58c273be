import { createHmac } from 'node:crypto';
import { mailgunFindings } from './mailgun-findings.rule';
import { MailgunSource } from './mailgun-source';

const KEY = 'key-0123456789abcdef0123456789abcdef';
const EVENT = {
  id: 'G9Bn5sl1TC6nu79C8C0bwg',
  event: 'failed',
  severity: 'permanent',
  reason: 'bounce',
  recipient: 'ada@example.com',
  'delivery-status': { code: 550, message: '5.1.1 unknown', description: '' },
};
const now = () => Math.floor(Date.now() / 1000);

const UNCHANGED: object = EVENT;
function report({ at = now(), token = '5a'.repeat(25), key = KEY, event = UNCHANGED } = {}) {
  const signature = createHmac('sha256', key).update(`${at}${token}`).digest('hex');
  return { signature: { timestamp: String(at), token, signature }, 'event-data': event };
}
const read = (body: object) => new MailgunSource(KEY).read({ headers: {}, body: Buffer.from(JSON.stringify(body)) });

describe('A report of Mailgun', () => {
  it('is accepted with its signature, and its token is used once', async () => {
    expect(await read(report())).toMatchObject({
      nonce: '5a'.repeat(25),
      findings: [{ eventId: EVENT.id, address: { identity: 'ada@example.com' }, reason: 'bounce' }],
    });
  });

  it('is rejected with another key', async () => {
    await expect(read(report({ key: `${KEY}x` }))).rejects.toThrow('mail.report_not_authentic');
  });

  it.each(['timestamp', 'token', 'signature'] as const)('is rejected with another %s', async (field) => {
    const changed = report();
    changed.signature[field] = changed.signature[field].replace(/.$/, (last) => (last === '1' ? '2' : '1'));
    await expect(read(changed)).rejects.toThrow('mail.report_not_authentic');
  });

  it.each([-301, -86_400, 302])('is rejected if it is signed %i seconds from now', async (seconds) => {
    await expect(read(report({ at: now() + seconds }))).rejects.toThrow('mail.report_outdated');
  });

  it.each([-290, 290])('is accepted if it is signed %i seconds from now', async (seconds) => {
    expect((await read(report({ at: now() + seconds }))).findings).toHaveLength(1);
  });

  it('is rejected if a digit moves between its time and its token, which leaves the signature valid', async () => {
    const { signature, ...rest } = report();
    const text = signature.timestamp + signature.token;
    for (const length of [9, 11]) {
      const moved = { ...signature, timestamp: text.slice(0, length), token: text.slice(length) };
      await expect(read({ signature: moved, ...rest })).rejects.toThrow('mail.report_outdated');
    }
  });

  it('about a complaint is a complaint', () => {
    expect(mailgunFindings(report({ event: { ...EVENT, event: 'complained' } }))).toMatchObject([
      { reason: 'complaint' },
    ]);
  });

  it.each([
    { severity: 'temporary' },
    { reason: 'old' },
    { event: 'delivered' },
    { event: 'unsubscribed' },
    { recipient: 'not an address' },
  ])('has no effect with %j', (change) => {
    expect(mailgunFindings(report({ event: { ...EVENT, ...change } }))).toEqual([]);
  });

  it.each([[{}], [[]], [{ signature: {} }], [{ ...report(), 'event-data': undefined }]])(
    'is malformed: %j',
    async (body) => {
      await expect(read(body)).rejects.toThrow('mail.report_malformed');
    },
  );
});
