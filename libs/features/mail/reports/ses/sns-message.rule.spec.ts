import { createSign, generateKeyPairSync } from 'node:crypto';
import { isSignedWith, parseSnsMessage } from './sns-message.rule';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

const NOTIFICATION = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-west-1:123456789012:bounces',
  Subject: 'A subject',
  Message: '{"notificationType":"Bounce"}',
  Timestamp: '2026-11-20T20:15:00.000Z',
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
};
/** As documented by Amazon: each name and value on a line, sorted by name. */
const SIGNED = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;

function signed(version: string, fields: Record<string, unknown> = NOTIFICATION, names: readonly string[] = SIGNED) {
  const text = names.map((name) => `${name}\n${String(fields[name])}\n`).join('');
  const signature = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(text)
    .sign(privateKey, 'base64');
  return { ...fields, SignatureVersion: version, Signature: signature };
}
const parsed = (fields: object) => parseSnsMessage(Buffer.from(JSON.stringify(fields)));

describe('A message of Amazon SNS', () => {
  it.each(['1', '2'])('with a signature of version %s is verified', (version) => {
    expect(isSignedWith(parsed(signed(version)), publicKey)).toBe(true);
    expect(isSignedWith(parsed(signed(version)), other.publicKey)).toBe(false);
  });

  it.each(SIGNED)('is rejected with another %s', (name) => {
    const value = name === 'Type' ? 'UnsubscribeConfirmation' : `${NOTIFICATION[name]}x`;
    expect(isSignedWith(parsed({ ...signed('2'), [name]: value }), publicKey)).toBe(false);
  });

  it('without a subject is verified, and rejected if one is added', () => {
    const { Subject: _, ...fields } = NOTIFICATION;
    const message = signed(
      '2',
      fields,
      SIGNED.filter((name) => name !== 'Subject'),
    );
    expect(isSignedWith(parsed(message), publicKey)).toBe(true);
    expect(isSignedWith(parsed({ ...message, Subject: 'Added' }), publicKey)).toBe(false);
  });

  it('that confirms a subscription is signed with its token and URL', () => {
    const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription';
    const fields = { ...NOTIFICATION, Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL: url };
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    const message = signed('1', fields, names);
    expect(isSignedWith(parsed(message), publicKey)).toBe(true);
    expect(isSignedWith(parsed({ ...message, SubscribeURL: `${url}&x` }), publicKey)).toBe(false);
  });

  it.each([
    [{ ...signed('2'), SignatureVersion: '3' }],
    [{ ...signed('2'), Type: 'Other' }],
    [{ ...signed('2'), MessageId: 7 }],
    [{ ...signed('2'), Signature: undefined }],
    [[]],
    ['text'],
  ])('is malformed: %j', (message) => {
    expect(() => parsed(message as object)).toThrow('mail.report_malformed');
  });
});
