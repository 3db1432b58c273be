import { deliveryStatusOf } from './delivery-status.rule';
import { dsnFindings } from './dsn-findings.rule';
import { DsnSource } from './dsn-source';

const SECRET = 'a long secret of the mail server';
const STATUS = `Original-Recipient: rfc822;ada@example.com
Final-Recipient: rfc822; forwarded@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <forwarded@example.net>: Recipient
    address rejected: no such mailbox`;

/** The form that Postfix sends. */
const dsn = (status = STATUS, type = 'multipart/report; report-type=delivery-status;\n\tboundary="4X0/mx"') =>
  `Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: ${type}

This is a MIME-encapsulated message.

--4X0/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4X0/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Fri, 20 Nov 2026 20:15:00 +0000 (UTC)

${status}

--4X0/mx
Content-Description: Undelivered Message
Content-Type: message/rfc822

Content-Type: message/delivery-status

Final-Recipient: rfc822; victim@example.com
Action: failed
Status: 5.1.1

--4X0/mx--
`;

const findings = (message: string) => dsnFindings(deliveryStatusOf(message) ?? [], 'hash');
const read = (authorization: string | undefined, message = dsn()) =>
  new DsnSource(SECRET).read({ headers: { authorization }, body: Buffer.from(message) });

describe('A delivery status notification', () => {
  it('is accepted with the configured token', async () => {
    expect((await read(`Bearer ${SECRET}`)).findings).toMatchObject([{ reason: 'bounce' }]);
  });

  it.each([undefined, '', SECRET, `Basic ${SECRET}`, `Bearer ${SECRET}x`, `bearer ${SECRET}`])(
    'is rejected with the header %j',
    async (header) => {
      await expect(read(header)).rejects.toThrow('mail.report_not_authentic');
    },
  );

  it('is about the original recipient, and not about a message that it quotes', () => {
    expect(findings(dsn())).toEqual([
      {
        eventId: 'hash ada@example.com',
        address: { address: 'ada@example.com', identity: 'ada@example.com' },
        reason: 'bounce',
        diagnostic: '550 5.1.1 <forwarded@example.net>: Recipient address rejected: no such mailbox',
      },
    ]);
  });

  it('is read with CRLF line ends, without quotes and with names in any case', () => {
    const crlf = dsn(STATUS.toUpperCase(), 'Multipart/Report; Boundary=4X0/mx; Report-Type=Delivery-Status');
    expect(findings(crlf.replaceAll('\n', '\r\n'))).toMatchObject([{ address: { identity: 'ada@example.com' } }]);
  });

  it('can have several recipients', () => {
    const second = STATUS.replace('ada@', 'bob@');
    const delayed = STATUS.replace('ada@', 'eve@').replace('failed', 'delayed');
    expect(findings(dsn(`${STATUS}\n\n${second}\n \n${delayed}`)).map(({ address }) => address.identity)).toEqual([
      'ada@example.com',
      'bob@example.com',
    ]);
  });

  it.each([
    ['Action: failed', 'Action: delayed'],
    ['Action: failed', 'Action: delivered'],
    ['Status: 5.1.1', 'Status: 4.2.2'],
    ['Status: 5.1.1', 'Status: 5.7.1'],
    ['Status: 5.1.1', 'Status: 5'],
    ['Status: 5.1.1', 'X-Status: 5.1.1'],
    ['rfc822;ada@example.com', 'rfc822;a@x, evil@y'],
  ])('has no effect if %j is %j', (from, to) => {
    expect(findings(dsn(STATUS.replace(from, to)))).toEqual([]);
  });

  it.each(['5.1.1 (bad destination mailbox address)', '5.0.0', '5.2.1'])('with the status %s is a bounce', (status) => {
    expect(findings(dsn(STATUS.replace('Status: 5.1.1', `Status: ${status}`)))).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['an ordinary message', 'Subject: hello\n\nhello'],
    ['another multipart message', dsn(STATUS, 'multipart/mixed; boundary="4X0/mx"')],
    ['another report', dsn(STATUS, 'multipart/report; report-type=feedback-report; boundary="4X0/mx"')],
    ['a report without a boundary', dsn(STATUS, 'multipart/report; report-type=delivery-status')],
    ['a report without a status', dsn().replace('message/delivery-status', 'text/plain')],
  ])('is malformed if it is %s', async (_what, message) => {
    await expect(read(`Bearer ${SECRET}`, message)).rejects.toThrow('mail.report_malformed');
  });

  it('of 1 MiB without a recipient has no effect', () => {
    for (const piece of ['\n \n', '--4X0/mx\n', '\n\t', 'a:', ';='])
      expect(findings(dsn(piece.repeat(Math.floor((1024 * 1024) / piece.length))))).toEqual([]);
  });
});
