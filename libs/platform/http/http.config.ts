import { defineConfig } from '@platform/config/config';
import { faultOfBase, faultOfHost, faultOfNetwork, faultOfOrigin } from '@platform/config/addresses.rule';
import { checked, choice, decimal, flag, integer, list, optionalText, text, url } from '@platform/config/setting';
import { faultOfOverride } from './rate-limit/overrides/overrides.rule';

const settings = {
  port: integer('PORT', { default: 3000, min: 0, max: 65_535, help: 'Port the API listens on; 0 picks a free one.' }),
  host: checked(
    text('HOST', { default: '127.0.0.1', help: 'Address the API listens on. Use 0.0.0.0 in a container.' }),
    (host) => [faultOfHost(host)],
  ),
  givenPublicUrl: checked(
    url('PUBLIC_URL', {
      protocols: ['http:', 'https:'],
      developmentDefault: '',
      help: 'Required in production. The address clients use, without a slash at its end; also the issuer of access tokens. In development http://localhost with PORT.',
      inProduction: (value) => (value.startsWith('https://') ? undefined : 'must start with https:// in production'),
    }),
    (value) => [faultOfBase(value)],
  ),
  trustedProxies: checked(
    list('TRUSTED_PROXIES', {
      default: [],
      help: 'Addresses or networks of proxies whose X-Forwarded-For counts, comma separated, as in 10.0.0.0/8. Empty trusts none.',
    }),
    (entries) => entries.map(faultOfNetwork),
  ),
  corsOrigins: checked(
    list('CORS_ORIGINS', {
      default: [],
      help: 'Origins of web clients, comma separated, each as scheme://host[:port], as in https://app.example.com. There is no wildcard.',
    }),
    (entries) => entries.map(faultOfOrigin),
  ),
  cookieSameSite: choice('COOKIE_SAME_SITE', ['strict', 'lax', 'none'], {
    default: 'strict',
    help: 'The SameSite attribute of cookies with tokens. strict and lax: apps have to be on the site of PUBLIC_URL; none: apps on other sites, listed in CORS_ORIGINS, can use them as well (see docs/browsers.md).',
  }),
  requestMs: integer('REQUEST_MS', {
    default: 2500,
    min: 100,
    max: 600_000,
    help: 'Longest time an ordinary request may take, in milliseconds; then 503.',
  }),
  drainMs: integer('DRAIN_MS', {
    default: 0,
    min: 0,
    max: 120_000,
    help: 'How long to go on serving after SIGTERM while /health/ready already says no, in milliseconds.',
  }),
  rateLimitScale: decimal('RATE_LIMIT_SCALE', {
    default: 1,
    min: 0.01,
    max: 1_000_000,
    help: 'Multiplies every rate limit, for load tests. The brake on guessing is not scaled.',
    inProduction: (scale) => (scale > 10 ? 'must not be above 10 in production' : undefined),
  }),
  rateLimits: checked(
    list('RATE_LIMITS', {
      default: [],
      help: 'Limits of single operations or kinds, as in login=20/60,read=600/60 (requests/seconds), comma separated.',
    }),
    (entries) => entries.map(faultOfOverride),
  ),
  metricsToken: optionalText('METRICS_TOKEN', {
    secret: true,
    help: 'Bearer token for /metrics. Without one /metrics does not exist.',
  }),
  docs: flag('DOCS', { default: true, help: 'Serve Swagger UI at /docs.' }),
  logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    help: 'Least severe log line that is written.',
  }),
};

export class HttpConfig extends defineConfig('HTTP', settings, faultsOfCrossSite) {
  get publicUrl(): string {
    return this.givenPublicUrl || `http://localhost:${this.port || 3000}`;
  }
}

/** Cookies that other sites may send need TLS and a list of those sites. */
function faultsOfCrossSite({
  cookieSameSite,
  corsOrigins,
  givenPublicUrl,
}: {
  readonly cookieSameSite: string;
  readonly corsOrigins: readonly string[];
  readonly givenPublicUrl: string;
}): string[] {
  if (cookieSameSite !== 'none') return [];
  const isSafe = givenPublicUrl === '' || givenPublicUrl.startsWith('https://') || isLoopback(givenPublicUrl);
  return [
    ...(isSafe ? [] : ['COOKIE_SAME_SITE=none requires a PUBLIC_URL that starts with https://.']),
    ...(corsOrigins.length > 0
      ? []
      : ['COOKIE_SAME_SITE=none requires CORS_ORIGINS, the origins of apps on other sites.']),
  ];
}

/** Browsers treat these as safe without TLS. */
function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
