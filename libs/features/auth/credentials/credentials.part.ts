import type { FeaturePart } from '@platform/process/feature-part';
import { CredentialChanges } from './credential-changes';
import { SignInCredentials } from './sign-in-credentials';

export const CREDENTIALS: FeaturePart = {
  providers: [CredentialChanges, SignInCredentials],
};
