import { IdentityProblems } from '../identities.errors';

/** For `@Operation`: what the sign-in routes of every provider have in common for browsers. */
export const BEGIN = {
  status: 302,
  description:
    'For browsers, by a navigation. `redirectUri` must be listed in `REDIRECT_URIS`. It returns there with `code` and `state`, or with `error` (one of our codes) and `state`; the code goes to `POST /v1/auth/exchange`, or to `POST /v1/me/identities`.',
  unhurried: true,
  refuses: [IdentityProblems.provider_not_configured],
} as const;

export const FINISH = {
  status: 302,
  description: 'Answers with a problem only as long as it is not known where the browser wanted to go.',
  unhurried: true,
  refuses: [IdentityProblems.provider_not_configured, IdentityProblems.flow_not_valid],
} as const;
