import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '@platform/errors/problem';
import { refusedField } from '@platform/http/fields/refusals';
import { toProblem } from '@platform/http/problems/to-problem';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Transactions } from '@platform/persistence/transactions';
import { IdentitiesConfig } from '../identities.config';
import { IdentityFieldErrors, IdentityProblems } from '../identities.errors';
import { FLOW_STATE } from '../identities.one-time';
import type { IdentityProvider } from '../providers/identity-providers';
import { ExchangeCodes } from '../exchange/exchange-codes';
import type { BeginFlowQuery } from './flow.dto';
import { FlowCookies, type Flow } from './flow-cookies';
import { isRedirectAllowed } from '../redirect-uri.rule';

/** Sends a browser to a provider, and on to where it wanted to go once it is back. */
@Injectable()
export class WebFlow {
  private readonly logger = new Logger('WebFlow');

  constructor(
    private readonly cookies: FlowCookies,
    private readonly codes: ExchangeCodes,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly transactions: Transactions,
    private readonly config: IdentitiesConfig,
  ) {}

  async begin(
    provider: IdentityProvider,
    { redirectUri, codeChallenge, state: clientState, purpose = 'sign-in' }: BeginFlowQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (!isRedirectAllowed(redirectUri, this.config.redirectUris))
      throw refusedField('/redirectUri', IdentityFieldErrors.redirect_not_allowed);
    const journey = { state: ofChance(), nonce: ofChance() };
    const { url, verifier } = await provider.begin(journey);
    const client = { redirectUri, clientChallenge: codeChallenge, clientState, purpose };
    this.cookies.put({ ...journey, ...client, verifier, provider: provider.name }, request, reply);
    reply.header('location', url);
  }

  /** Errors are shown here until the redirect URI is known. */
  async finish(provider: IdentityProvider, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const returned = request.query as Readonly<Record<string, unknown>>;
    const { state } = returned;
    const flow = typeof state === 'string' ? this.cookies.take(state, request, reply) : undefined;
    if (flow?.provider !== provider.name || !(await this.isFirstReturn(flow))) throw IdentityProblems.flow_not_valid();
    const told = await this.codeFor(provider, returned, flow).then(
      (code) => ({ code }),
      (error: unknown) => ({ error: this.wordFor(toProblem(error)) }),
    );
    reply.header('location', returnAddress(flow, told));
  }

  private async codeFor(provider: IdentityProvider, returned: object, flow: Flow): Promise<string> {
    const identity = await provider.finish({ ...returned }, flow);
    return this.codes.issue(flow.purpose, identity, flow.clientChallenge);
  }

  /** A cookie that was kept, or copied, does not lead here twice. */
  private async isFirstReturn({ state }: Flow): Promise<boolean> {
    return this.transactions.run(() => this.oneTimeTokens.mayHaveAnother(FLOW_STATE, state));
  }

  private wordFor(problem: Problem): string {
    if (problem.status >= 500) this.logger.error({ code: problem.code, cause: problem.options.cause ?? problem });
    return problem.code;
  }
}

function returnAddress({ redirectUri, clientState }: Flow, told: Readonly<Record<string, string>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value);
  if (clientState !== undefined) url.searchParams.set('state', clientState);
  return url.href;
}

function ofChance(): string {
  return randomBytes(32).toString('base64url');
}
