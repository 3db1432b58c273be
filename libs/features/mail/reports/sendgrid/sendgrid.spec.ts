import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { sendgridFindings } from './sendgrid-findings.rule';
import { sendgridKeyOf } from './sendgrid-signature.rule';
import { SendgridSource } from './sendgrid-source';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');
const BOUNCE = {
  email: 'ada@example.com',
  event: 'bounce',
  type: 'bounce',
  reason: '550 5.1.1 unknown',
  status: '5.1.1',
  sg_event_id: 'bounce-1',
  sg_message_id: 'm.1',
  timestamp: 1795204500,
};
const BODY = Buffer.from(JSON.stringify([BOUNCE]));
const now = () => Math.floor(Date.now() / 1000);

function signed(body: Buffer, { at = String(now()), key = pair.privateKey } = {}) {
  const signature = sign('sha256', Buffer.concat([Buffer.from(at), body]), key).toString('base64');
  return {
    'x-twilio-email-event-webhook-timestamp': at,
    'x-twilio-email-event-webhook-signature': signature,
  };
}
const read = (headers: Record<string, string>, body = BODY) => {
  const key = sendgridKeyOf(spki(pair.publicKey)) as KeyObject;
  return new SendgridSource(key).read({ headers, body });
};

describe('A report of SendGrid', () => {
  it('is accepted with its signature', async () => {
    expect((await read(signed(BODY))).findings).toMatchObject([
      { eventId: 'bounce-1', address: { identity: 'ada@example.com' }, reason: 'bounce' },
    ]);
  });

  it('is rejected with a signature of another key', async () => {
    await expect(read(signed(BODY, { key: other.privateKey }))).rejects.toThrow('mail.report_not_authentic');
  });

  it('is rejected if its bytes changed, even if the JSON means the same', async () => {
    await expect(read(signed(BODY), Buffer.from(`${BODY.toString()} `))).rejects.toThrow('mail.report_not_authentic');
  });

  it('is rejected with another time', async () => {
    const headers = { ...signed(BODY), 'x-twilio-email-event-webhook-timestamp': String(now() - 1) };
    await expect(read(headers)).rejects.toThrow('mail.report_not_authentic');
  });

  it.each([-301, 302])('is rejected if it is signed %i seconds from now', async (seconds) => {
    await expect(read(signed(BODY, { at: String(now() + seconds) }))).rejects.toThrow('mail.report_outdated');
  });

  it.each(['soon', '', '1e9', '-5'])('is rejected with the signed time %j', async (at) => {
    await expect(read(signed(BODY, { at }))).rejects.toThrow('mail.report_outdated');
  });

  it.each([
    {},
    { 'x-twilio-email-event-webhook-signature': '!' },
    { 'x-twilio-email-event-webhook-signature': 'AA==' },
  ])('is rejected with the headers %j', async (headers) => {
    await expect(read({ ...signed(BODY), 'x-twilio-email-event-webhook-signature': '', ...headers })).rejects.toThrow(
      'mail.report_not_authentic',
    );
  });

  it('can contain thousands of events of several kinds', async () => {
    const events = Array.from({ length: 2000 }, (_, n) => ({ ...BOUNCE, event: 'delivered', sg_event_id: String(n) }));
    const body = Buffer.from(JSON.stringify([...events, BOUNCE]));
    expect((await read(signed(body), body)).findings).toHaveLength(1);
  });

  it.each([
    { type: 'blocked' },
    { event: 'deferred' },
    { event: 'dropped' },
    { event: 'delivered' },
    { email: 'none' },
  ])('has no effect with %j', (change) => {
    expect(sendgridFindings([{ ...BOUNCE, ...change }])).toEqual([]);
  });

  it('about a spam report is a complaint', () => {
    expect(sendgridFindings([{ ...BOUNCE, event: 'spamreport' }])).toMatchObject([{ reason: 'complaint' }]);
  });

  it.each([[{}], [[7]], [[{ ...BOUNCE, sg_event_id: undefined }]]])('is malformed: %j', (report) => {
    expect(() => sendgridFindings(report)).toThrow('mail.report_malformed');
  });
});

describe('The key of SendGrid', () => {
  it('must be a P-256 key', () => {
    expect(sendgridKeyOf(spki(pair.publicKey))).toBeDefined();
    expect(sendgridKeyOf(spki(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey))).toBeUndefined();
    expect(sendgridKeyOf(spki(generateKeyPairSync('ed25519').publicKey))).toBeUndefined();
    expect(sendgridKeyOf('')).toBeUndefined();
    expect(sendgridKeyOf('AAAA')).toBeUndefined();
  });
});
