import { faultOfNetwork } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, list } from '@platform/config/setting';

export class HttpClientConfig extends defineConfig('HTTP client', {
  allowedNetworks: checked(
    list('OUTGOING_NETWORKS', {
      default: [],
      help: 'Private addresses or networks that userkeep may call, comma-separated, for example 10.0.0.0/8. Hosts that other settings name, such as an issuer, are always allowed, except the host of SIEM_URL. Use this setting for SIEM_URL and for private addresses that those servers refer to.',
    }),
    (entries) => entries.map(faultOfNetwork),
  ),
}) {}
