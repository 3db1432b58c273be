import type { AuthPart } from '../../auth-part';
import { OidcConfig } from './oidc.config';
import { OidcController } from './oidc.controller';
import { OidcProviders } from './oidc-providers';

export const OIDC_WAY: AuthPart = { controllers: [OidcController], providers: [OidcConfig, OidcProviders] };
