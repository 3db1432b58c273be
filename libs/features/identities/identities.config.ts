import { defineConfig } from '@platform/config/config';
import { checked, list } from '@platform/config/setting';
import { faultOfRedirect } from './redirect-uri.rule';

const setting = list('REDIRECT_URIS', {
  default: [],
  help: 'The redirect URIs that a sign-in with a provider may return to, comma-separated and exactly as clients send them, for example https://app.example.com/signed-in. http://127.0.0.1/path and http://[::1]/path match every port. Empty allows none.',
});

const redirectUris = checked(setting, (entries, production) =>
  entries.map((entry) => faultOfRedirect(entry, production)),
);

export class IdentitiesConfig extends defineConfig('Sign-in providers', { redirectUris }) {}
