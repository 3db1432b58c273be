import { createVerify, type KeyLike } from 'node:crypto';
import { ReportProblems } from '../source/report.errors';
import { objectOf, optionalTextOf, parseJsonReport, textOf } from '../source/json-report.rule';

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
type SnsType = (typeof TYPES)[number];

/** A message of Amazon SNS. */
export interface SnsMessage {
  readonly type: SnsType;
  readonly id: string;
  readonly topic: string;
  readonly time: number;
  readonly text: string;
  readonly subscribeUrl: string;
  readonly certificateUrl: string;
  readonly algorithm: 'RSA-SHA1' | 'RSA-SHA256';
  readonly signature: Buffer;
  /** What the signature covers. */
  readonly signed: string;
}

/** The signed fields of each type, in this order. An absent field is omitted. */
const SIGNED: Readonly<Record<SnsType, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
const ALGORITHMS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

export function parseSnsMessage(body: Buffer): SnsMessage {
  const fields = objectOf(parseJsonReport(body));
  const type = TYPES.find((known) => known === fields.Type);
  const version = textOf(fields.SignatureVersion);
  if (!type || (version !== '1' && version !== '2')) throw ReportProblems.report_malformed();
  const present = SIGNED[type].filter((name) => fields[name] !== undefined && fields[name] !== null);
  return {
    type,
    id: textOf(fields.MessageId),
    topic: textOf(fields.TopicArn),
    time: Date.parse(textOf(fields.Timestamp)),
    text: optionalTextOf(fields.Message),
    subscribeUrl: optionalTextOf(fields.SubscribeURL),
    certificateUrl: textOf(fields.SigningCertURL),
    algorithm: ALGORITHMS[version],
    signature: Buffer.from(textOf(fields.Signature), 'base64'),
    signed: present.map((name) => `${name}\n${optionalTextOf(fields[name])}\n`).join(''),
  };
}

export function isSignedWith({ algorithm, signature, signed }: SnsMessage, key: KeyLike): boolean {
  return createVerify(algorithm).update(signed, 'utf8').verify(key, signature);
}
