import { defineConfig } from '@platform/config/config';
import { faultOfBase, faultOfHost, faultOfNetwork, faultOfOrigin } from '@platform/config/addresses.rule';
import { checked, choice, decimal, flag, integer, list, optionalText, text, url } from '@platform/config/setting';
import { faultOfOverride } from './rate-limit/overrides/overrides.rule';

const settings = {
  port: integer('PORT', {
    default: 3000,
    min: 0,
    max: 65_535,
    help: 'The port that the API listens on; 0 picks a free one.',
  }),
  host: checked(
    text('HOST', { default: '127.0.0.1', help: 'The address that the API listens on. Use 0.0.0.0 in a container.' }),
    (host) => [faultOfHost(host)],
  ),
  givenPublicUrl: checked(
    url('PUBLIC_URL', {
      protocols: ['http:', 'https:'],
      developmentDefault: '',
      help: 'Required in production. The URL that clients use, without a trailing slash; also the issuer of access tokens. The default in development is http://localhost with PORT.',
      inProduction: (value) => (value.startsWith('https://') ? undefined : 'must start with https:// in production'),
    }),
    (value) => [faultOfBase(value)],
  ),
  trustedProxies: checked(
    list('TRUSTED_PROXIES', {
      default: [],
      help: 'Addresses or networks of proxies whose X-Forwarded-For is trusted, comma-separated, for example 10.0.0.0/8. Empty trusts none.',
    }),
    (entries) => entries.map(faultOfNetwork),
  ),
  corsOrigins: checked(
    list('CORS_ORIGINS', {
      default: [],
      help: 'Origins of web clients, comma-separated, each as scheme://host[:port], for example https://app.example.com. Wildcards are not supported.',
    }),
    (entries) => entries.map(faultOfOrigin),
  ),
  cookieSameSite: choice('COOKIE_SAME_SITE', ['strict', 'lax', 'none'], {
    default: 'strict',
    help: 'The SameSite attribute of cookies with tokens. strict and lax: apps must be on the site of PUBLIC_URL. none: apps on other sites that are listed in CORS_ORIGINS can use them as well (see docs/browsers.md).',
  }),
  requestMs: integer('REQUEST_MS', {
    default: 2500,
    min: 100,
    max: 600_000,
    help: 'The maximum duration of an ordinary request, in milliseconds; after that it gets 503.',
  }),
  drainMs: integer('DRAIN_MS', {
    default: 0,
    min: 0,
    max: 120_000,
    help: 'How many milliseconds the API keeps serving after SIGTERM while /health/ready already reports not ready.',
  }),
  rateLimitScale: decimal('RATE_LIMIT_SCALE', {
    default: 1,
    min: 0.01,
    max: 1_000_000,
    help: 'Multiplies all rate limits, for load tests. Login throttling is not scaled.',
    inProduction: (scale) => (scale > 10 ? 'must not be above 10 in production' : undefined),
  }),
  rateLimits: checked(
    list('RATE_LIMITS', {
      default: [],
      help: 'Rate limits of single operations or kinds of operations, comma-separated, for example signInWithPassword=20/60,read=600/60 (requests/seconds).',
    }),
    (entries) => entries.map(faultOfOverride),
  ),
  metricsToken: optionalText('METRICS_TOKEN', {
    secret: true,
    help: 'The bearer token for /metrics. Without it, /metrics is not served.',
  }),
  docs: flag('DOCS', { default: true, help: 'Serves Swagger UI at /docs.' }),
  logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    help: 'The lowest level that is logged.',
  }),
};

export class HttpConfig extends defineConfig('HTTP', settings, faultsOfCrossSite) {
  get publicUrl(): string {
    return this.givenPublicUrl || `http://localhost:${this.port || 3000}`;
  }
}

/** Cookies with SameSite=None require TLS and a list of the sites that may send them. */
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

/** Browsers treat these hosts as secure without TLS. */
function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
