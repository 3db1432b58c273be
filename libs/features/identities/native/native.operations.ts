import { AuthProblems, SIGN_IN_RESPONSE } from '@features/auth';
import { IdentityProblems } from '../identities.errors';
import { NonceDto } from './id-token.dto';

/** For `@Operation`: what the sign-in routes of every provider have in common for mobile apps. */
export const NONCE = {
  status: 200,
  description: 'For apps that ask the provider by themselves.',
  answer: NonceDto,
  refuses: [IdentityProblems.provider_not_configured],
} as const;

export const BY_ID_TOKEN = {
  ...SIGN_IN_RESPONSE,
  description: 'The token must be for one of the client ids of this installation, and hold a nonce of ours.',
  unhurried: true,
  refuses: [
    IdentityProblems.provider_not_configured,
    IdentityProblems.id_token_invalid,
    AuthProblems.account_suspended,
    AuthProblems.registration_closed,
  ],
} as const;
