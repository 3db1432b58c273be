import { isCertificateUrl, isSubscribeUrl, parseSnsTopic, type SnsTopic } from './sns-topic.rule';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const TOPIC = parseSnsTopic(ARN) as SnsTopic;
const FILE = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const SUBSCRIBE = `Action=ConfirmSubscription&TopicArn=${ARN}&Token=abc`;

describe('The topic of Amazon SNS', () => {
  it('names the only host that is called', () => {
    expect(TOPIC.host).toBe('sns.eu-west-1.amazonaws.com');
    expect(parseSnsTopic('arn:aws-cn:sns:cn-north-1:123456789012:bounces')?.host).toBe(
      'sns.cn-north-1.amazonaws.com.cn',
    );
  });

  it.each([
    '',
    'bounces',
    'arn:aws:sqs:eu-west-1:123456789012:bounces',
    'arn:aws:sns:evil.example/:123456789012:bounces',
    'arn:aws:sns:eu-west-1:123456789012:bounces\n',
  ])('rejects %j, which is not the ARN of a topic', (arn) => {
    expect(parseSnsTopic(arn)).toBeUndefined();
  });

  it('accepts a certificate of its own region', () => {
    expect(isCertificateUrl(`https://sns.eu-west-1.amazonaws.com/${FILE}`, TOPIC)).toBe(true);
  });

  it.each([
    `http://sns.eu-west-1.amazonaws.com/${FILE}`,
    `https://sns.eu-central-1.amazonaws.com/${FILE}`,
    `https://sns.eu-west-1.amazonaws.com.evil.example/${FILE}`,
    `https://evil.example/sns.eu-west-1.amazonaws.com/${FILE}`,
    `https://evil.example/?https://sns.eu-west-1.amazonaws.com/${FILE}`,
    `https://sns.eu-west-1.amazonaws.com@evil.example/${FILE}`,
    `https://sns.eu-west-1.amazonaws.com:8443/${FILE}`,
    `https://snsXeu-west-1.amazonaws.com/${FILE}`,
    `https://bucket.s3.amazonaws.com/${FILE}`,
    `https://sns.eu-west-1.amazonaws.com/evil.pem`,
    `https://sns.eu-west-1.amazonaws.com/${FILE}?x=1`,
    `https://sns.eu-west-1.amazonaws.com/${FILE}\n`,
  ])('rejects the certificate at %j', (url) => {
    expect(isCertificateUrl(url, TOPIC)).toBe(false);
  });

  it('accepts a confirmation of its own subscription', () => {
    expect(isSubscribeUrl(`https://sns.eu-west-1.amazonaws.com/?${SUBSCRIBE}`, TOPIC)).toBe(true);
  });

  it.each([
    `https://evil.example/?${SUBSCRIBE}`,
    `http://sns.eu-west-1.amazonaws.com/?${SUBSCRIBE}`,
    `https://sns.eu-west-1.amazonaws.com@evil.example/?${SUBSCRIBE}`,
    `https://sns.eu-west-1.amazonaws.com/?${SUBSCRIBE.replace('bounces', 'other')}`,
    `https://sns.eu-west-1.amazonaws.com/?${SUBSCRIBE.replace('Confirm', 'Delete')}`,
  ])('rejects the confirmation at %j', (url) => {
    expect(isSubscribeUrl(url, TOPIC)).toBe(false);
  });
});
