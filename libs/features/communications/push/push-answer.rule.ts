import { failureReason } from '@platform/http-client/failure-reason';
import { isFinalAnswer } from '@platform/http-client/final-answer.rule';
import { NotSent } from '../deliveries/channel-sender';

/** The error for an answer of a push service that does not accept a message. */
export function refusalWith(status: number): NotSent {
  return new NotSent(`The push service answered ${status}.`, isFinalAnswer(status));
}

/** Calls a push service. A connection that fails is tried again later. */
export async function answered(call: Promise<Response>): Promise<Response> {
  try {
    return await call;
  } catch (error) {
    throw new NotSent(`The push service could not be reached: ${failureReason(error)}`.slice(0, 200), false);
  }
}
