import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type BlockList, type LookupFunction } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent } from 'undici';
import { lazily } from '@platform/process/lazily';
import { isReachable, networksOf } from './address.rule';
import { HttpClientConfig } from './http-client.config';

const library = lazily(() => require('undici') as typeof import('undici'));

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface Limits {
  /** A URL from the settings: its host may have any address. */
  readonly configured?: string;
  /** Uses HTTP/2 with servers that support it. */
  readonly http2?: boolean;
  /** The time for the whole response. */
  readonly ms: number;
  readonly maxBytes?: number;
}

const MAX_BYTES = 1024 * 1024;

/** The URL leads to an address that is not public. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} has no address that may be called.`);
  }
}

/**
 * Calls other servers. A host that the settings do not name is called only at public addresses, because its name may come
 * from a user or from another server. Redirects are not followed, and time and size are limited.
 */
@Injectable()
export class HttpClient implements OnApplicationShutdown {
  private readonly allowed: BlockList;
  private readonly agents: Agent[] = [];
  private readonly open = lazily(() => this.agentWith({ lookup }));
  private readonly guarded = lazily(() => this.agentWith({ lookup: this.lookUpReachable }));
  private readonly openHttp2 = lazily(() => this.agentWith({ lookup, allowH2: true }));
  private readonly guardedHttp2 = lazily(() => this.agentWith({ lookup: this.lookUpReachable, allowH2: true }));
  /** Replaced in tests. */
  protected readonly resolve = lookup;

  constructor(config: HttpClientConfig) {
    this.allowed = networksOf(config.allowedNetworks);
  }

  /** A `fetch` within these limits, also for libraries that accept one. */
  fetchWithin({ configured, http2 = false, ms, maxBytes = MAX_BYTES }: Limits): Fetch {
    const configuredHost = configured === undefined ? undefined : new URL(configured).host;
    return async (url, init = {}) => {
      const { host, hostname } = new URL(url);
      const isConfigured = host === configuredHost;
      if (!isConfigured) this.refusePrivateLiteral(hostname);
      const timeout = AbortSignal.timeout(ms);
      const answer = await library().fetch(url, {
        ...(init as object),
        redirect: 'manual',
        dispatcher: this.agentFor(isConfigured, http2),
        signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      });
      return limited(answer, maxBytes);
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.destroy()));
  }

  /** Addresses in URLs are not looked up. The URL parser has already turned unusual spellings into the usual one. */
  private refusePrivateLiteral(hostname: string): void {
    const address = hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) !== 0 && !isReachable(address, this.allowed)) throw new AddressRefused(hostname);
  }

  /** The socket connects to an address that is checked here, so a name that resolves differently later is no way around. */
  private readonly lookUpReachable: LookupFunction = (hostname, options, done) => {
    this.resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const reachable = error ? [] : addresses.filter(({ address }) => isReachable(address, this.allowed));
      const [first] = reachable;
      if (!first) return done(error ?? new AddressRefused(hostname), '', 0);
      if (options.all) return done(null, reachable);
      return done(null, first.address, first.family);
    });
  };

  private agentFor(isConfigured: boolean, http2: boolean): Agent {
    if (http2) return isConfigured ? this.openHttp2() : this.guardedHttp2();
    return isConfigured ? this.open() : this.guarded();
  }

  private agentWith({ lookup: lookUp, allowH2 = false }: { lookup: LookupFunction; allowH2?: boolean }): Agent {
    const agent = new (library().Agent)({ connect: { lookup: lookUp }, allowH2 });
    this.agents.push(agent);
    return agent;
  }
}

/** The same response, whose body fails when it is larger. */
function limited(answer: Response, maxBytes: number): Response {
  if (!answer.body) return answer;
  let size = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > maxBytes) controller.error(new Error(`The response has more than ${maxBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = answer;
  return new Response(answer.body.pipeThrough(limit), { status, statusText, headers: [...headers] });
}
