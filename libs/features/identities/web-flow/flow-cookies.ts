import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Vault } from '@platform/vault/vault';
import type { Purpose } from '../exchange/exchange-purposes';

/** The state of a sign-in flow that is needed when the browser returns. */
export interface Flow {
  readonly provider: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly clientChallenge: string;
  readonly clientState?: string;
  readonly purpose: Purpose;
}

const PLACE = { table: 'cookie', column: 'flow' };
const PREFIX = '__Host-userkeep-flow-';
const MINUTES = 10;
/**
 * The maximum number of concurrent flows per browser. Their cookies are sent with every request, and the size of
 * headers is limited.
 */
const MAX_FLOWS = 5;

/** SameSite=Lax, because the browser must send it when the provider redirects back. */
const COOKIE = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

/** Stores each sign-in flow sealed in a separate cookie of the browser. The server stores nothing. */
@Injectable()
export class FlowCookies {
  constructor(private readonly vault: Vault) {}

  put(flow: Flow, request: FastifyRequest, reply: FastifyReply): void {
    const name = nameFor(flow.state);
    const text = JSON.stringify({ ...flow, expiresAt: Date.now() + MINUTES * 60_000 });
    const value = this.vault.sealSystem(PLACE, name, text).toString('base64url');
    // Browsers send the oldest cookie first.
    const flowCookies = Object.keys(cookiesOf(request)).filter((one) => one.startsWith(PREFIX));
    for (const old of flowCookies.slice(0, Math.max(0, flowCookies.length - MAX_FLOWS + 1))) clearCookie(old, reply);
    reply.header('set-cookie', stringifySetCookie({ ...COOKIE, name, value, maxAge: MINUTES * 60 }));
  }

  /** Returns undefined if the flow has expired or was not started in this browser. Removes the cookie. */
  take(state: string, request: FastifyRequest, reply: FastifyReply): Flow | undefined {
    const name = nameFor(state);
    const value = cookiesOf(request)[name];
    if (value === undefined) return undefined;
    clearCookie(name, reply);
    const flow = this.open(name, value);
    return flow && flow.state === state && flow.expiresAt > Date.now() ? flow : undefined;
  }

  private open(name: string, value: string): (Flow & { expiresAt: number }) | undefined {
    try {
      const text = this.vault.openSystem(PLACE, name, Buffer.from(value, 'base64url'));
      return JSON.parse(text) as Flow & { expiresAt: number };
    } catch {
      // The cookie was forged or belongs to another state.
      return undefined;
    }
  }
}

function nameFor(state: string): string {
  return PREFIX + createHash('sha256').update(state).digest('base64url').slice(0, 22);
}

function cookiesOf(request: FastifyRequest): Record<string, string | undefined> {
  return parseCookie(request.headers.cookie ?? '');
}

function clearCookie(name: string, reply: FastifyReply): void {
  reply.header('set-cookie', stringifySetCookie({ ...COOKIE, name, value: '', expires: new Date(0) }));
}
