import { failureReason } from '@platform/http-client/failure-reason';
import type { Fetch, HttpClient } from '@platform/http-client/http-client';
import type { SiemOutput } from './siem-output';

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** Sends lines to an HTTPS endpoint. Anything but a 2xx response is a failure. */
export class SiemEndpoint implements SiemOutput {
  readonly maxBytes = MAX_BYTES;
  private readonly fetch: Fetch;
  private readonly closing = new AbortController();

  /** The host is called only at an allowed address, because the lines would reveal much to a wrong receiver. */
  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
    httpClient: HttpClient,
    timeoutMs = TIMEOUT_MS,
  ) {
    this.fetch = httpClient.fetchWithin({ ms: timeoutMs });
  }

  async write(text: string): Promise<void> {
    const response = await this.send(text);
    // The body is discarded, because it could be of any size.
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The SIEM responded with ${response.status}.`);
  }

  close(): void {
    this.closing.abort(new Error('The process stops.'));
  }

  private async send(body: string): Promise<Response> {
    try {
      return await this.fetch(this.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        },
        body,
        signal: this.closing.signal,
      });
    } catch (error) {
      throw new Error(`The SIEM did not respond: ${failureReason(error)}`, { cause: error });
    }
  }
}
