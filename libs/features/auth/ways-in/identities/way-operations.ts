import { AuthProblems } from '../../auth.errors';
import { ENTERED } from '../../entrance/entry-answer';
import { IdentityProblems } from './identities.errors';
import { NonceDto } from './native/id-token.dto';

/** For `@Operation`: what the routes of every provider have in common. */
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

export const NONCE = {
  status: 200,
  description: 'For apps that ask the provider by themselves.',
  answer: NonceDto,
  refuses: [IdentityProblems.provider_not_configured],
} as const;

export const BY_ID_TOKEN = {
  ...ENTERED,
  description: 'The token must be for one of the client ids of this installation, and hold a nonce of ours.',
  unhurried: true,
  refuses: [
    IdentityProblems.provider_not_configured,
    IdentityProblems.id_token_invalid,
    AuthProblems.account_suspended,
    AuthProblems.registration_closed,
  ],
} as const;
