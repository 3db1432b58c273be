import type { AuthPart } from '../auth-part';
import { CredentialChanges } from './credential-changes';
import { SignInCredentials } from './sign-in-credentials';

export const CREDENTIALS: AuthPart = {
  providers: [CredentialChanges, SignInCredentials],
};
