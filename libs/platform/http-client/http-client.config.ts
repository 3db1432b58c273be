import { faultOfNetwork } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, list } from '@platform/config/setting';

export class HttpClientConfig extends defineConfig('HTTP client', {
  allowedNetworks: checked(
    list('OUTGOING_NETWORKS', {
      default: [],
      help: 'Private addresses or networks that calls to other servers may reach, comma-separated, for example 10.0.0.0/8. Hosts in other settings, such as an issuer, are always allowed, except that of SIEM_URL; this is for addresses that those servers name.',
    }),
    (entries) => entries.map(faultOfNetwork),
  ),
}) {}
