import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, integer, list, optionalText } from '@platform/config/setting';
import { allPermissions } from '@platform/http/access/audience';

export class SiemConfig extends defineConfig(
  'SIEM',
  {
    file: optionalText('SIEM_FILE', {
      help: 'A file to which every event is appended as a line of JSON, for a SIEM (see docs/siem.md). Cannot be combined with SIEM_URL.',
    }),
    fileMaxMib: integer('SIEM_FILE_MAX_MIB', {
      default: 100,
      min: 1,
      max: 10_000,
      help: 'The maximum size of SIEM_FILE, in MiB. Before the file exceeds it, the file gets the suffix .1, and a new file is started.',
    }),
    fileCount: integer('SIEM_FILE_COUNT', {
      default: 10,
      min: 1,
      max: 1000,
      help: 'The number of previous files that are kept in addition to SIEM_FILE.',
    }),
    url: checked(
      optionalText('SIEM_URL', {
        help: 'The https:// URL to which every event is sent as a line of JSON. A private address must be in OUTGOING_NETWORKS.',
      }),
      (url, production) => [faultOfOutgoingUrl(url, production, 'SIEM_TOKEN')],
    ),
    token: optionalText('SIEM_TOKEN', { secret: true, help: 'The bearer token for SIEM_URL.' }),
    permissions: list('SIEM_PERMISSIONS', {
      default: [],
      help: 'The permissions of the SIEM, comma-separated, for example users.read. Without permissions, it receives no values of changed fields.',
    }),
  },
  ({ file, url, token, permissions }) => [
    ...(file !== undefined && url !== undefined ? ['SIEM_FILE and SIEM_URL exclude each other; remove one.'] : []),
    ...(token !== undefined && url === undefined ? ['SIEM_TOKEN requires SIEM_URL.'] : []),
    ...permissions
      .filter((name) => !allPermissions().has(name))
      .map((name) => `SIEM_PERMISSIONS has the unknown permission ${name}.`),
  ],
) {}
