import { basicPasswordOf } from './basic-password.rule';
import { postmarkFindings } from './postmark-findings.rule';
import { PostmarkSource } from './postmark-source';

const SECRET = 'a long secret of postmark';
const REPORT = {
  RecordType: 'Bounce',
  Type: 'HardBounce',
  TypeCode: 1,
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  Description: 'The server was unable to deliver your message.',
  Details: 'smtp;550 5.1.1 unknown',
  Email: 'ada@example.com',
  BouncedAt: '2026-11-20T20:15:00Z',
};
/** Larger than a number in JavaScript can represent, as in the documentation of Postmark. */
const BODY = Buffer.from(JSON.stringify(REPORT).replace('{', '{"ID":4323372036854775807,'));
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const read = (authorization: string | undefined) =>
  new PostmarkSource(SECRET).read({ headers: { authorization }, body: BODY });

describe('A report of Postmark', () => {
  it('is accepted with the configured password and any user name', async () => {
    expect((await read(basic(`postmark:${SECRET}`))).findings).toMatchObject([
      { address: { identity: 'ada@example.com' }, reason: 'bounce', diagnostic: 'smtp;550 5.1.1 unknown' },
    ]);
    expect((await read(basic(`:${SECRET}`))).findings).toHaveLength(1);
  });

  it.each([
    undefined,
    '',
    'Basic',
    'Basic !',
    `Bearer ${SECRET}`,
    basic(SECRET),
    basic(`postmark:${SECRET}x`),
    basic(`postmark:${SECRET.slice(0, -1)}`),
    basic('postmark:'),
  ])('is rejected with the header %j', async (header) => {
    await expect(read(header)).rejects.toThrow('mail.report_not_authentic');
  });

  it('can have a password with colons', () => {
    expect(basicPasswordOf(basic('user:pass:word'))).toBe('pass:word');
  });

  it.each(['Transient', 'SoftBounce', 'Blocked', 'SpamNotification', 'AutoResponder', 'DnsError'])(
    'about a bounce of the type %s has no effect',
    (Type) => {
      expect(postmarkFindings({ ...REPORT, Type })).toEqual([]);
    },
  );

  it('about a spam complaint is a complaint', () => {
    const report = { ...REPORT, RecordType: 'SpamComplaint', Type: 'SpamComplaint' };
    expect(postmarkFindings(report)).toMatchObject([{ reason: 'complaint' }]);
  });

  it.each(['Delivery', 'Open', 'SubscriptionChange'])('with the record type %s has no effect', (RecordType) => {
    expect(postmarkFindings({ ...REPORT, RecordType })).toEqual([]);
  });

  it.each([[{}], [null], [{ ...REPORT, Email: 7 }], [{ ...REPORT, MessageID: '' }]])('is malformed: %j', (report) => {
    expect(() => postmarkFindings(report)).toThrow('mail.report_malformed');
  });
});
