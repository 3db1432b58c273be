import { defineConfig } from '@platform/config/config';
import { list, optionalText, SettingFault, url, type Setting } from '@platform/config/setting';
import { faultOfIssuer } from '../identities/issuer.rule';

export const GOOGLE = 'https://accounts.google.com';

const givenIssuer = url('GOOGLE_ISSUER', {
  protocols: ['https:', 'http:'],
  default: GOOGLE,
  help: 'Whose ID tokens count as those of Google: another one for tests and for staging.',
});

const issuer: Setting<string> = {
  ...givenIssuer,
  read(raw, production) {
    const value = givenIssuer.read(raw, production);
    const fault = faultOfIssuer(value, production);
    if (fault) throw new SettingFault(fault);
    return value;
  },
};

export class GoogleConfig extends defineConfig('Google', {
  clientId: optionalText('GOOGLE_CLIENT_ID', {
    help: 'The client id of your web application at Google, which returns to PUBLIC_URL/v1/auth/google/callback.',
  }),
  clientSecret: optionalText('GOOGLE_CLIENT_SECRET', {
    secret: true,
    help: 'Its secret. With both, users can sign in with Google.',
  }),
  nativeClientIds: list('GOOGLE_NATIVE_CLIENT_IDS', {
    default: [],
    help: 'The client ids of your Android and iOS apps at Google, comma separated.',
  }),
  issuer,
}) {}
