import { defineConfig } from '@platform/config/config';
import { checked, choice, list, optionalText } from '@platform/config/setting';
import { faultOfPasskeyOrigin, faultOfRpId } from './passkey-settings.rule';

export class PasskeysConfig extends defineConfig('Passkeys', {
  rpId: checked(
    optionalText('PASSKEY_RP_ID', {
      help: 'The domain passkeys belong to, as in example.com: that of PUBLIC_URL, or one above it. Without one the host of PUBLIC_URL. Changing it makes every passkey useless.',
    }),
    (id) => [faultOfRpId(id)],
  ),
  origins: checked(
    list('PASSKEY_ORIGINS', {
      default: [],
      help: 'Where passkeys may be used from, beside PUBLIC_URL and CORS_ORIGINS, comma separated: web origins, and Android apps as in android:apk-key-hash:… Apps on Apple systems come from https:// and the domain above.',
    }),
    (origins) => origins.map(faultOfPasskeyOrigin),
  ),
  countsAs: choice('PASSKEY_COUNTS_AS', ['one-factor', 'two-factors'], {
    default: 'one-factor',
    help: 'one-factor: whoever has a second factor is asked for it after a passkey too; two-factors: a passkey that has checked its user, by fingerprint or PIN, stands for both.',
  }),
}) {}
