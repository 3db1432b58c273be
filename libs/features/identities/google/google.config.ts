import { defineConfig } from '@platform/config/config';
import { checked, list, optionalText, url } from '@platform/config/setting';
import { faultOfIssuer } from '../providers/issuer.rule';

export const GOOGLE = 'https://accounts.google.com';

const issuerSetting = url('GOOGLE_ISSUER', {
  protocols: ['https:', 'http:'],
  default: GOOGLE,
  help: 'The issuer of Google ID tokens. Change it only for tests and staging.',
});

const issuer = checked(issuerSetting, (value, production) => [faultOfIssuer(value, production)]);

const settings = {
  clientId: optionalText('GOOGLE_CLIENT_ID', {
    help: 'The Google client ID of your web application. Its redirect URI is PUBLIC_URL/v1/auth/google/callback.',
  }),
  clientSecret: optionalText('GOOGLE_CLIENT_SECRET', {
    secret: true,
    help: 'The Google client secret. Set it together with GOOGLE_CLIENT_ID to let users sign in with Google.',
  }),
  nativeClientIds: checked(
    list('GOOGLE_NATIVE_CLIENT_IDS', {
      default: [],
      help: 'The Google client IDs of your Android and iOS apps, comma-separated.',
    }),
    (ids) => ids.map(faultOfClientId),
  ),
  issuer,
};

/** With only one of the two, sign-in with Google would be silently disabled. */
export class GoogleConfig extends defineConfig('Google', settings, ({ clientId, clientSecret }) => [
  ...(clientId && !clientSecret ? ['GOOGLE_CLIENT_SECRET is required with GOOGLE_CLIENT_ID.'] : []),
  ...(clientSecret && !clientId ? ['GOOGLE_CLIENT_ID is required with GOOGLE_CLIENT_SECRET.'] : []),
]) {}

function faultOfClientId(id: string): string | undefined {
  return /\s/.test(id) ? `contains ${JSON.stringify(id)}; separate client IDs with commas` : undefined;
}
