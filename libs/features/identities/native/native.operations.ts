import { AuthProblems, SIGN_IN_RESPONSE } from '@features/auth';
import { IdentityProblems } from '../identities.errors';
import { NonceDto } from './id-token.dto';

/** The parts of `@Operation` that the routes of all providers for mobile apps share. */
export const NONCE = {
  status: 200,
  description: 'For apps that get an ID token from the provider directly.',
  answer: NonceDto,
  refuses: [IdentityProblems.provider_not_configured],
} as const;

export const BY_ID_TOKEN = {
  ...SIGN_IN_RESPONSE,
  description: 'The ID token must be issued for one of the configured client IDs and contain a nonce from this API.',
  unhurried: true,
  refuses: [
    IdentityProblems.provider_not_configured,
    IdentityProblems.id_token_invalid,
    AuthProblems.account_closed,
    AuthProblems.account_suspended,
    AuthProblems.registration_closed,
    AuthProblems.consent_required,
  ],
} as const;
