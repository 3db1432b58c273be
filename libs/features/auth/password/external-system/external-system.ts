import { Injectable } from '@nestjs/common';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { ExternalSystemConfig } from './external-system.config';

const TIMEOUT_MS = 2000;
const MAX_CONCURRENT = 20;
const RETRY_SECONDS = '5';
const REJECTED = new Set([401, 403, 404, 422]);

/** Verifies a password with the previous system. Only the status code of its response is used. */
@Injectable()
export class ExternalSystem {
  private pending = 0;
  private readonly fetch: Fetch;

  constructor(
    private readonly config: ExternalSystemConfig,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: config.url, ms: TIMEOUT_MS });
  }

  get isConfigured(): boolean {
    return this.config.url !== undefined;
  }

  /** Throws 503 if the status code neither accepts nor rejects the password. */
  async verify(login: string, password: string): Promise<boolean> {
    const status = await this.send({ [login.includes('@') ? 'email' : 'username']: login, password });
    if (status >= 200 && status < 300) return true;
    if (REJECTED.has(status)) return false;
    throw unavailable(new Error(`The previous system responded with ${status}.`));
  }

  private async send(credentials: object): Promise<number> {
    if (this.pending >= MAX_CONCURRENT)
      throw unavailable(new Error('There are too many concurrent requests to the previous system.'));
    this.pending++;
    try {
      const response = await this.fetch(this.config.url as string, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.config.secret && { authorization: `Bearer ${this.config.secret}` }),
        },
        body: JSON.stringify(credentials),
      });
      // The body is discarded, because it could be of any size.
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      throw unavailable(error);
    } finally {
      this.pending--;
    }
  }
}

function unavailable(cause: unknown) {
  return ServiceProblems.unavailable({ headers: { 'retry-after': RETRY_SECONDS }, cause });
}
