import { createHmac } from 'node:crypto';
import { isSameSecret } from '../source/same-secret.rule';
import { objectOf, textOf } from '../source/json-report.rule';

/** It covers neither the event nor its recipient, so each token is accepted once. */
export interface MailgunSignature {
  readonly timestamp: string;
  readonly token: string;
  readonly signature: string;
}

export function mailgunSignatureIn(report: unknown): MailgunSignature {
  const { timestamp, token, signature } = objectOf(objectOf(report).signature);
  return {
    timestamp: textOf(typeof timestamp === 'number' ? String(timestamp) : timestamp),
    token: textOf(token),
    signature: textOf(signature),
  };
}

export function isSignedByMailgun({ timestamp, token, signature }: MailgunSignature, key: string): boolean {
  return isSameSecret(signature, createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex'));
}
