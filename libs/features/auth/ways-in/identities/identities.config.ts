import { defineConfig } from '@platform/config/config';
import { list, SettingFault, type Setting } from '@platform/config/setting';
import { faultOfRedirect } from './flow/redirect-uri.rule';

const given = list('REDIRECT_URIS', {
  default: [],
  help: 'Where a sign-in at another service may return to, comma separated and exactly as clients send it, as in https://app.example.com/signed-in. http://127.0.0.1/path and http://[::1]/path stand for every port. Empty allows none.',
});

const redirectUris: Setting<readonly string[]> = {
  ...given,
  read(raw, production) {
    const entries = given.read(raw, production);
    for (const entry of entries) {
      const fault = faultOfRedirect(entry, production);
      if (fault) throw new SettingFault(fault);
    }
    return entries;
  },
};

export class IdentitiesConfig extends defineConfig('Sign-in at other services', { redirectUris }) {}
