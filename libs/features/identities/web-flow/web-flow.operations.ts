import { IdentityProblems } from '../identities.errors';

/** The parts of `@Operation` that the browser routes of all providers share. */
export const BEGIN = {
  status: 302,
  description:
    'Navigate the browser to this URL. `redirectUri` must be listed in `REDIRECT_URIS`. The browser returns there with `code` and `state`, or with `error` (an error code of this API) and `state`. Send the code to `POST /v1/auth/exchange` or `POST /v1/me/identities`.',
  unhurried: true,
  refuses: [IdentityProblems.provider_not_configured],
} as const;

export const FINISH = {
  status: 302,
  description:
    'Returns an error response only if the redirect URI is not known; otherwise errors are sent to the redirect URI.',
  unhurried: true,
  refuses: [IdentityProblems.provider_not_configured, IdentityProblems.flow_not_valid],
} as const;
