import { Injectable } from '@nestjs/common';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { ExternalSystemConfig } from './external-system.config';

const LIMIT_MS = 2000;
const AT_ONCE = 20;
const RETRY_SECONDS = '5';
const WRONG = new Set([401, 403, 404, 422]);

/** Asks the previous system whether a password is right. Only the status of its response counts. */
@Injectable()
export class ExternalSystem {
  private asking = 0;
  private readonly fetch: Fetch;

  constructor(
    private readonly config: ExternalSystemConfig,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: config.url, ms: LIMIT_MS });
  }

  get isKnown(): boolean {
    return this.config.url !== undefined;
  }

  /** Throws that this is unavailable for whatever is neither a yes nor a no. */
  async knows(login: string, password: string): Promise<boolean> {
    const status = await this.ask({ [login.includes('@') ? 'email' : 'username']: login, password });
    if (status >= 200 && status < 300) return true;
    if (WRONG.has(status)) return false;
    throw unavailable(new Error(`The previous system responded with ${status}.`));
  }

  private async ask(question: object): Promise<number> {
    if (this.asking >= AT_ONCE)
      throw unavailable(new Error('There are too many concurrent requests to the previous system.'));
    this.asking++;
    try {
      const answer = await this.fetch(this.config.url as string, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.config.secret && { authorization: `Bearer ${this.config.secret}` }),
        },
        body: JSON.stringify(question),
      });
      // Nothing of what it says is read, however much that is.
      await answer.body?.cancel();
      return answer.status;
    } catch (error) {
      throw unavailable(error);
    } finally {
      this.asking--;
    }
  }
}

function unavailable(cause: unknown) {
  return ServiceProblems.unavailable({ headers: { 'retry-after': RETRY_SECONDS }, cause });
}
