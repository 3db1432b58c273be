import { defineConfig } from '@platform/config/config';
import { checked, choice, list, optionalText } from '@platform/config/setting';
import { faultOfPasskeyOrigin, faultOfRpId } from './passkey-settings.rule';

export class PasskeysConfig extends defineConfig('Passkeys', {
  rpId: checked(
    optionalText('PASSKEY_RP_ID', {
      help: 'The relying party ID of passkeys, for example example.com: the domain of PUBLIC_URL or a parent of it. The default is the host of PUBLIC_URL. Changing it invalidates all passkeys.',
    }),
    (id) => [faultOfRpId(id)],
  ),
  origins: checked(
    list('PASSKEY_ORIGINS', {
      default: [],
      help: 'Additional origins for passkeys besides PUBLIC_URL and CORS_ORIGINS, comma-separated: web origins, and Android apps as android:apk-key-hash:… Apps on Apple platforms use https:// and the domain above.',
    }),
    (origins) => origins.map(faultOfPasskeyOrigin),
  ),
  countsAs: choice('PASSKEY_COUNTS_AS', ['one-factor', 'two-factors'], {
    default: 'one-factor',
    help: 'one-factor: users with a second factor are asked for it after a passkey as well. two-factors: a passkey with user verification (fingerprint or PIN) counts as both factors.',
  }),
}) {}
