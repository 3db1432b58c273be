import { failureReason } from '@platform/http-client/failure-reason';
import type { Fetch, HttpClient } from '@platform/http-client/http-client';
import type { HeadDestination, SentHead } from './head-destination';

const TIMEOUT_MS = 10_000;

/** An HTTPS endpoint that receives the signed note as text. Anything but a 2xx response is a failure. */
export class WebhookDestination implements HeadDestination {
  readonly name = 'url';
  private readonly fetch: Fetch;

  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
    readonly everySeconds: number,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: url, ms: TIMEOUT_MS });
  }

  async send({ note }: SentHead): Promise<void> {
    const call = this.fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      },
      body: note,
    });
    const response = await call.catch((error: unknown) => {
      throw new Error(`The URL cannot be reached (${failureReason(error)}).`);
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The URL responded with ${response.status}.`);
  }
}
