import { failureReason } from '@platform/http-client/failure-reason';
import { isFinalAnswer } from '@platform/http-client/final-answer.rule';
import { AddressRefused } from '@platform/http-client/http-client';
import { NotSent } from '../deliveries/channel-sender';

const UNREACHABLE = 'The push service could not be reached.';

const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** The service does not work at the moment, whichever device is called. */
export class PushServiceDown extends NotSent {
  constructor(reason: string, detail?: string, retryAfterMs?: number) {
    super(reason, false, detail, retryAfterMs);
  }
}

/** The error for an answer of a push service that does not accept a message. Redirects are not followed. */
export function refusalWith({ status, headers }: Pick<Response, 'status' | 'headers'>, now = Date.now()): NotSent {
  const sentence = `The push service answered ${status}.`;
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect || isFinalAnswer(status)) return new NotSent(sentence, true);
  const retryAfterMs = msUntil(headers.get('retry-after'), now);
  if (status >= 500) return new PushServiceDown(sentence, undefined, retryAfterMs);
  // A limit or a wrong key can concern this device alone, so the others are still called.
  return new NotSent(sentence, false, undefined, retryAfterMs);
}

/** Calls a push service. A connection that fails is tried again later. */
export async function answered(call: Promise<Response>): Promise<Response> {
  try {
    return await call;
  } catch (error) {
    const detail = `${UNREACHABLE} ${failureReason(error)}`.slice(0, 200);
    const { cause } = error as { readonly cause?: unknown };
    if (error instanceof AddressRefused || cause instanceof AddressRefused)
      throw new NotSent(UNREACHABLE, true, detail);
    throw new PushServiceDown(UNREACHABLE, detail);
  }
}

/** Reads `Retry-After`: seconds, or a date. */
function msUntil(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : undefined;
}
