import { defineConfig } from '@platform/config/config';
import { SettingFault, type Setting } from '@platform/config/setting';
import { optionalText } from '@platform/config/setting';

const ADDRESS = {
  help: 'The URL at which your previous system verifies passwords, for accounts imported without a password hash.',
};

const address: Setting<string | undefined> = {
  ...optionalText('EXTERNAL_SYSTEM_URL', ADDRESS),
  read(raw, production) {
    if (!raw) return undefined;
    const protocols = production ? ['https:'] : ['https:', 'http:'];
    const url = URL.canParse(raw) ? new URL(raw) : undefined;
    if (!url || !protocols.includes(url.protocol)) {
      throw new SettingFault(`must be a URL that starts with ${protocols.join(' or ')}//`);
    }
    if (url.username || url.password) throw new SettingFault('must not contain a password; use EXTERNAL_SYSTEM_SECRET');
    return raw;
  },
};

export class ExternalSystemConfig extends defineConfig('External system', {
  url: address,
  secret: optionalText('EXTERNAL_SYSTEM_SECRET', {
    secret: true,
    help: 'The bearer token for EXTERNAL_SYSTEM_URL.',
  }),
}) {}
