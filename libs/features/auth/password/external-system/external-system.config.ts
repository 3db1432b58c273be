import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, optionalText } from '@platform/config/setting';

export class ExternalSystemConfig extends defineConfig('External system', {
  url: checked(
    optionalText('EXTERNAL_SYSTEM_URL', {
      help: 'The URL at which your previous system verifies passwords, for accounts imported without a password hash.',
    }),
    (url, production) => [faultOfOutgoingUrl(url, production, 'EXTERNAL_SYSTEM_SECRET')],
  ),
  secret: optionalText('EXTERNAL_SYSTEM_SECRET', {
    secret: true,
    help: 'The bearer token for EXTERNAL_SYSTEM_URL.',
  }),
}) {}
