import { defineConfig } from '@platform/config/config';
import { optionalText, SettingFault, type Setting } from '@platform/config/setting';
import { parseOidcProviders, type OidcSettings } from './oidc-settings.rule';

const setting = optionalText('OIDC_PROVIDERS', {
  secret: true,
  help: 'OpenID providers to sign in with, as JSON: [{"name":"corp","issuer":"https://id.example.com","clientId":"…","clientSecret":"…","scopes":"openid email profile","label":"Corp","nativeClientIds":["…"]}]; the last three are optional. The redirect URI is PUBLIC_URL/v1/auth/oidc/<name>/callback. A user whose email address the provider has verified is signed in to the account with that address, so list only providers that you trust.',
});

const providers: Setting<readonly OidcSettings[]> = {
  ...setting,
  read(raw, production) {
    if (!raw) return [];
    const { providers: parsed, faults } = parseOidcProviders(raw, production);
    if (faults.length > 0) throw new SettingFault(...faults);
    return parsed;
  },
};

export class OidcConfig extends defineConfig('OpenID providers', { providers }) {}
