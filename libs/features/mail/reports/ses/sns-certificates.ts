import { X509Certificate, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SharedCounters, type CountedLimit } from '@platform/counters/shared-counters';
import { RequestProblems } from '@platform/errors/platform.errors';
import { HttpClient } from '@platform/http-client/http-client';

const LIMITS = { ms: 5000, maxBytes: 64 * 1024 };
/** Anyone can send a report that names another certificate, and each of them would be fetched. */
const FETCHES: CountedLimit = { scope: 'mail.sns-certificates', seconds: 60, requests: 10 };
const MAX_CACHED = 20;

/** The certificates with which Amazon SNS signs messages. */
@Injectable()
export class SnsCertificates {
  private readonly cached = new Map<string, Promise<X509Certificate>>();

  constructor(
    private readonly http: HttpClient,
    private readonly counters: SharedCounters,
  ) {}

  /** Returns the key of the certificate at this URL, which the caller has checked; undefined if it is not valid now. */
  async keyAt(url: string): Promise<KeyObject | undefined> {
    const { publicKey, validFrom, validTo } = await this.certificateAt(url);
    const now = Date.now();
    return Date.parse(validFrom) <= now && now <= Date.parse(validTo) ? publicKey : undefined;
  }

  /** Concurrent callers share one call, and failures are not cached. */
  private certificateAt(url: string): Promise<X509Certificate> {
    const cached = this.cached.get(url);
    if (cached) return cached;
    const certificate = this.fetch(url);
    certificate.catch(() => this.cached.delete(url));
    if (this.cached.size >= MAX_CACHED) this.cached.clear();
    this.cached.set(url, certificate);
    return certificate;
  }

  private async fetch(url: string): Promise<X509Certificate> {
    const { count, resetSeconds: seconds } = await this.counters.hit(FETCHES, '');
    if (count > FETCHES.requests)
      throw RequestProblems.rate_limited({ parameters: { seconds }, headers: { 'retry-after': String(seconds) } });
    const answer = await this.http.fetchWithin(LIMITS)(url);
    if (!answer.ok) throw new Error(`The certificate was answered with status ${answer.status}.`);
    return new X509Certificate(await answer.text());
  }
}
