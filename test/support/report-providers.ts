import { createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Simulates email providers: what they send, with valid signatures of test keys. */

export interface ReportRequest {
  readonly provider: string;
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
}

const SECRET = 'a secret of the email provider';
const SENDGRID = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const CERTIFICATES = join(__dirname, 'certificates');
const SNS_KEY = readFileSync(join(CERTIFICATES, 'sns.key'), 'utf8');
export const SNS_CERTIFICATE = readFileSync(join(CERTIFICATES, 'sns.pem'), 'utf8');
export const SNS_HOST = 'sns.eu-west-1.amazonaws.com';
const SNS_TOPIC = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const JSON_TYPE = { 'content-type': 'application/json' };

/** The settings of an installation with all providers. */
export const REPORT_SETTINGS = {
  MAIL_SES_TOPIC: SNS_TOPIC,
  MAIL_POSTMARK_SECRET: SECRET,
  MAIL_MAILGUN_SIGNING_KEY: SECRET,
  MAIL_SENDGRID_PUBLIC_KEY: SENDGRID.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  MAIL_DSN_SECRET: SECRET,
};

export function postmarkReport(email: string, { secret = SECRET, recordType = 'Bounce', type = 'HardBounce' } = {}) {
  const fields = { RecordType: recordType, Type: type, MessageID: randomUUID(), Email: email, Details: '550 5.1.1' };
  const authorization = `Basic ${Buffer.from(`postmark:${secret}`).toString('base64')}`;
  return { provider: 'postmark', raw: JSON.stringify(fields), headers: { ...JSON_TYPE, authorization } };
}

export function mailgunReport(
  email: string,
  { key = SECRET, ageSeconds = 0, token = randomBytes(25).toString('hex'), event = 'failed' } = {},
): ReportRequest {
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  const details = { severity: 'permanent', 'delivery-status': { code: 550, message: '5.1.1' } };
  const body = {
    signature: { timestamp, token, signature },
    'event-data': { id: randomUUID(), event, recipient: email, ...details },
  };
  return { provider: 'mailgun', raw: JSON.stringify(body), headers: JSON_TYPE };
}

export function sendgridReport(
  emails: readonly string[],
  { key = SENDGRID.privateKey, ageSeconds = 0, event = 'bounce' } = {},
): ReportRequest {
  const raw = JSON.stringify(emails.map((email) => ({ email, event, type: 'bounce', sg_event_id: randomUUID() })));
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const signature = sign('sha256', Buffer.from(timestamp + raw), key).toString('base64');
  const prefix = 'x-twilio-email-event-webhook';
  return {
    provider: 'sendgrid',
    raw,
    headers: { ...JSON_TYPE, [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: signature },
  };
}

export function dsnReport(email: string, { secret = SECRET, status = '5.1.1' } = {}): ReportRequest {
  const raw = [
    `Message-ID: <${randomUUID()}@mx.example.org>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    `Final-Recipient: rfc822; ${email}`,
    'Action: failed',
    `Status: ${status}`,
    '--b--',
  ].join('\r\n');
  return { provider: 'dsn', raw, headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${secret}` } };
}

export function sesReport(email: string, options: SnsOptions & { bounceType?: string } = {}): ReportRequest {
  const { bounceType = 'Permanent' } = options;
  const bounce = { bounceType, bouncedRecipients: [{ emailAddress: email, diagnosticCode: `smtp; 550 <${email}>` }] };
  return snsRequest({ Type: 'Notification', Message: JSON.stringify({ notificationType: 'Bounce', bounce }) }, options);
}

export function sesConfirmation(options: SnsOptions = {}): ReportRequest {
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: SNS_TOPIC, Token: 'abc' });
  const url = `https://${SNS_HOST}/?${query.toString()}`;
  const fields = { Type: 'SubscriptionConfirmation', Message: 'Confirm.', SubscribeURL: url, Token: 'abc' };
  return snsRequest(fields, options);
}

interface SnsOptions {
  readonly version?: '1' | '2';
  readonly topic?: string;
  readonly ageSeconds?: number;
  readonly certificateHost?: string;
  /** Fields that are changed after the signature. */
  readonly changed?: object;
}

function snsRequest(
  content: Readonly<Record<string, string>>,
  { version = '2', topic = SNS_TOPIC, ageSeconds = 0, certificateHost = SNS_HOST, changed = {} }: SnsOptions,
): ReportRequest {
  const fields: Record<string, string> = {
    ...content,
    MessageId: randomUUID(),
    TopicArn: topic,
    Timestamp: new Date(Date.now() - ageSeconds * 1000).toISOString(),
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('');
  const algorithm = version === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const message = {
    ...fields,
    SignatureVersion: version,
    Signature: createSign(algorithm).update(text).sign(SNS_KEY, 'base64'),
    SigningCertURL: `https://${certificateHost}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`,
    ...changed,
  };
  return { provider: 'ses', raw: JSON.stringify(message), headers: { 'content-type': 'text/plain; charset=UTF-8' } };
}
