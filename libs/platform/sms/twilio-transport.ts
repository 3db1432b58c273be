import { failureReason } from '@platform/http-client/failure-reason';
import { isFinalAnswer } from '@platform/http-client/final-answer.rule';
import type { Fetch, HttpClient } from '@platform/http-client/http-client';
import { SmsNotDelivered, SmsTransport, type TextMessage } from './sms-transport';

const CALL_MS = 10_000;
const MAX_REASON = 200;
const SID = /^SM[0-9a-f]{32}$/;
/** The longest validity that Twilio accepts. */
const MAX_SECONDS = 14_400;

export interface TwilioAccount {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
}

interface Answer {
  readonly sid?: unknown;
  /** Twilio's number of the error. */
  readonly code?: unknown;
}

/** Sends text messages through Twilio (Programmable Messaging). */
export class TwilioTransport extends SmsTransport {
  private readonly fetch: Fetch;
  private readonly url: string;
  private readonly authorization: string;

  constructor(
    private readonly account: TwilioAccount,
    httpClient: HttpClient,
  ) {
    super();
    const { url, accountSid, authToken } = account;
    this.fetch = httpClient.fetchWithin({ configured: url, ms: CALL_MS });
    this.url = `${url.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
    this.authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  }

  async deliver(message: TextMessage): Promise<string> {
    const answer = await this.call(message);
    const { sid, code } = (await answer.json().catch(() => ({}))) as Answer;
    if (answer.ok)
      return typeof sid === 'string' && SID.test(sid) ? `Twilio accepted it as ${sid}.` : 'Twilio accepted it.';
    const error = typeof code === 'number' ? ` with error ${code}` : '';
    throw new SmsNotDelivered(`Twilio answered ${answer.status}${error}.`, isFinalAnswer(answer.status));
  }

  private async call({ to, text, secondsLeft }: TextMessage): Promise<Response> {
    const { from } = this.account;
    const sender = from.startsWith('MG') && from.length > 11 ? 'MessagingServiceSid' : 'From';
    const seconds = Math.min(Math.max(Math.trunc(secondsLeft), 1), MAX_SECONDS);
    try {
      return await this.fetch(this.url, {
        method: 'POST',
        headers: { authorization: this.authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ To: to, [sender]: from, Body: text, ValidityPeriod: String(seconds) }).toString(),
      });
    } catch (error) {
      throw new SmsNotDelivered(`Twilio could not be reached: ${failureReason(error)}`.slice(0, MAX_REASON), false);
    }
  }
}
