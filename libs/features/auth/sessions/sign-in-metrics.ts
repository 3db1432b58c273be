import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Metrics } from '@platform/http/health/metrics';
import type { RequestLine } from '@platform/logging/request-lines';

const REFRESH = '/v1/auth/refresh';

/** The sign-in method of each route. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['/v1/auth/login', 'password'],
  ['/v1/auth/login/mfa', 'second_factor'],
  ['/v1/auth/magic-link/confirm', 'magic_link'],
  ['/v1/auth/email-code/confirm', 'email_code'],
  ['/v1/auth/sms-code/confirm', 'sms_code'],
  ['/v1/auth/passkeys/verify', 'passkey'],
  ['/v1/auth/exchange', 'exchange'],
  ['/v1/auth/google/id-token', 'google'],
  ['/v1/auth/oidc/:provider/id-token', 'oidc'],
  ['/v1/auth/register', 'registration'],
  ['/v1/auth/register/confirm', 'registration'],
  ['/v1/auth/anonymous', 'anonymous'],
]);

/** Counts the sign-ins of this process. The labels have few values: methods, configured providers and error codes. */
@Injectable()
export class SignInMetrics implements OnModuleInit {
  private signIns: Counter<'method' | 'second_factor'>;
  private failures: Counter<'method' | 'reason'>;
  private refreshes: Counter<'outcome'>;

  constructor(private readonly metrics: Metrics) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    this.signIns = new Counter({
      name: 'userkeep_sign_ins_total',
      help: 'Opened sessions by sign-in method and second factor.',
      labelNames: ['method', 'second_factor'] as const,
      registers,
    });
    this.failures = new Counter({
      name: 'userkeep_sign_in_failures_total',
      help: 'Rejected sign-ins by method and error code.',
      labelNames: ['method', 'reason'] as const,
      registers,
    });
    this.refreshes = new Counter({
      name: 'userkeep_refreshes_total',
      help: 'Token refreshes by outcome: success or the error code.',
      labelNames: ['outcome'] as const,
      registers,
    });
    this.metrics.answerListeners.push((answered) => this.count(answered));
  }

  signedIn(method: string, secondFactor = 'none'): void {
    this.signIns.inc({ method, second_factor: secondFactor });
  }

  private count({ route, problemCode }: RequestLine): void {
    if (route === REFRESH) return this.refreshes.inc({ outcome: problemCode ?? 'success' });
    if (problemCode === undefined || isMalformed(problemCode)) return;
    const method = METHODS.get(route);
    if (method !== undefined) this.failures.inc({ method, reason: problemCode });
  }
}

/** A malformed request is not a sign-in attempt. */
function isMalformed(code: string): boolean {
  return (
    code.startsWith('idempotency.') || (code.startsWith('request.') && code !== RequestProblems.rate_limited().code)
  );
}
