import { defineConfig } from '@platform/config/config';
import { checked, list, optionalText, url } from '@platform/config/setting';
import { faultOfIssuer } from '../providers/issuer.rule';

export const GOOGLE = 'https://accounts.google.com';

const givenIssuer = url('GOOGLE_ISSUER', {
  protocols: ['https:', 'http:'],
  default: GOOGLE,
  help: 'Whose ID tokens count as those of Google: another one for tests and for staging.',
});

const issuer = checked(givenIssuer, (value, production) => [faultOfIssuer(value, production)]);

const settings = {
  clientId: optionalText('GOOGLE_CLIENT_ID', {
    help: 'The client id of your web application at Google, which returns to PUBLIC_URL/v1/auth/google/callback.',
  }),
  clientSecret: optionalText('GOOGLE_CLIENT_SECRET', {
    secret: true,
    help: 'Its secret. With both, users can sign in with Google.',
  }),
  nativeClientIds: checked(
    list('GOOGLE_NATIVE_CLIENT_IDS', {
      default: [],
      help: 'The client ids of your Android and iOS apps at Google, comma separated.',
    }),
    (ids) => ids.map(faultOfClientId),
  ),
  issuer,
};

/** One of the two alone would leave sign-in with Google off without a word. */
export class GoogleConfig extends defineConfig('Google', settings, ({ clientId, clientSecret }) => [
  ...(clientId && !clientSecret ? ['GOOGLE_CLIENT_SECRET is required with GOOGLE_CLIENT_ID.'] : []),
  ...(clientSecret && !clientId ? ['GOOGLE_CLIENT_ID is required with GOOGLE_CLIENT_SECRET.'] : []),
]) {}

function faultOfClientId(id: string): string | undefined {
  return /\s/.test(id) ? `has ${JSON.stringify(id)}; separate client ids with commas` : undefined;
}
