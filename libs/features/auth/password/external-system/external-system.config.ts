import { defineConfig } from '@platform/config/config';
import { SettingFault, type Setting } from '@platform/config/setting';
import { optionalText } from '@platform/config/setting';

const ADDRESS = {
  help: 'Where the system you moved from says whether a password is right, for accounts imported without one.',
};

const address: Setting<string | undefined> = {
  ...optionalText('OLD_SYSTEM_URL', ADDRESS),
  read(raw, production) {
    if (!raw) return undefined;
    const protocols = production ? ['https:'] : ['https:', 'http:'];
    const given = URL.canParse(raw) ? new URL(raw) : undefined;
    if (!given || !protocols.includes(given.protocol)) {
      throw new SettingFault(`must be an address that starts with ${protocols.join(' or ')}//`);
    }
    if (given.username || given.password) throw new SettingFault('must not hold a password; use OLD_SYSTEM_SECRET');
    return raw;
  },
};

export class ExternalSystemConfig extends defineConfig('Old system', {
  url: address,
  secret: optionalText('OLD_SYSTEM_SECRET', {
    secret: true,
    help: 'Sent to OLD_SYSTEM_URL as a bearer token.',
  }),
}) {}
