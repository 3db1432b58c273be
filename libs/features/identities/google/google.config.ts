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
    help: 'The client ID of your web application at Google. Its redirect URI is PUBLIC_URL/v1/auth/google/callback.',
  }),
  clientSecret: optionalText('GOOGLE_CLIENT_SECRET', {
    secret: true,
    help: 'The client secret. With GOOGLE_CLIENT_ID and this, users can sign in with Google.',
  }),
  nativeClientIds: checked(
    list('GOOGLE_NATIVE_CLIENT_IDS', {
      default: [],
      help: 'The client IDs of your Android and iOS apps at Google, comma-separated.',
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
