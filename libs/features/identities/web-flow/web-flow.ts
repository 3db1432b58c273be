import { Injectable, Logger } from '@nestjs/common';
import { randomText } from '@platform/access/opaque-token.rule';
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

/** Redirects a browser to a provider, and to the redirect URI of the client when it returns. */
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
    const authorization = { state: randomText(), nonce: randomText() };
    const { url, verifier } = await provider.begin(authorization);
    const client = { redirectUri, clientChallenge: codeChallenge, clientState, purpose };
    this.cookies.put({ ...authorization, ...client, verifier, provider: provider.name }, request, reply);
    reply.header('location', url);
  }

  /** Throws errors until the redirect URI is known; later errors are sent to the redirect URI. */
  async finish(provider: IdentityProvider, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const returned = request.query as Readonly<Record<string, unknown>>;
    const { state } = returned;
    const flow = typeof state === 'string' ? this.cookies.take(state, request, reply) : undefined;
    if (flow?.provider !== provider.name || !(await this.isFirstReturn(flow))) throw IdentityProblems.flow_not_valid();
    const result = await this.codeFor(provider, returned, flow).then(
      (code) => ({ code }),
      (error: unknown) => ({ error: this.errorCodeOf(toProblem(error)) }),
    );
    reply.header('location', clientUrl(flow, result));
  }

  private async codeFor(provider: IdentityProvider, returned: object, flow: Flow): Promise<string> {
    const identity = await provider.finish({ ...returned }, flow);
    return this.codes.issue(flow.purpose, identity, flow.clientChallenge);
  }

  /** Accepts each state once, so that a stored or copied cookie cannot be replayed. */
  private async isFirstReturn({ state }: Flow): Promise<boolean> {
    return this.transactions.run(() => this.oneTimeTokens.mayHaveAnother(FLOW_STATE, state));
  }

  private errorCodeOf(problem: Problem): string {
    if (problem.status >= 500) this.logger.error({ code: problem.code, cause: problem.options.cause ?? problem });
    return problem.code;
  }
}

function clientUrl({ redirectUri, clientState }: Flow, result: Readonly<Record<string, string>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  if (clientState !== undefined) url.searchParams.set('state', clientState);
  return url.href;
}
