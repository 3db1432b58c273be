import { defineConfig } from '@platform/config/config';
import { checked, integer, list, optionalText } from '@platform/config/setting';
import { parseEmail } from '@platform/email/email-address.rule';
import { parseVerifierKey } from '@platform/transparency-log/signed-note.rule';
import type { TrustedWitness } from '@platform/transparency-log/witness/witness-client';

const HTTP = /^https?:\/\//;

export class HeadsConfig extends defineConfig(
  'Checkpoints of the audit log',
  {
    folder: optionalText('AUDIT_HEADS_FOLDER', {
      help: 'A folder of another machine for checkpoints and tiles of the audit log (see docs/audit-proofs.md).',
    }),
    url: checked(
      optionalText('AUDIT_HEADS_URL', { help: 'An https:// URL to which the newest checkpoint is sent.' }),
      (url) => [url === undefined || isUrl(url) ? undefined : 'must be a URL that starts with https://'],
    ),
    urlToken: optionalText('AUDIT_HEADS_TOKEN', { secret: true, help: 'The bearer token for AUDIT_HEADS_URL.' }),
    email: checked(
      optionalText('AUDIT_HEADS_EMAIL', { help: 'The address to which the newest checkpoint is sent.' }),
      (address) => [address === undefined || parseEmail(address) ? undefined : 'must be an email address'],
    ),
    emailHours: integer('AUDIT_HEADS_EMAIL_HOURS', {
      default: 24,
      min: 1,
      max: 24 * 31,
      help: 'How often a checkpoint is sent to AUDIT_HEADS_EMAIL.',
    }),
    witnesses: checked(
      list('AUDIT_WITNESSES', {
        default: [],
        help: 'Witnesses that sign checkpoints, comma-separated, each as "<verifier key> <URL>" (see docs/witness.md).',
      }),
      (entries) =>
        entries.map((entry) =>
          parseWitness(entry) ? undefined : `has "${entry}", which is not a verifier key and a URL`,
        ),
    ),
    seconds: integer('AUDIT_HEADS_SECONDS', {
      default: 60,
      min: 5,
      max: 24 * 3600,
      help: 'How often the newest checkpoint goes to AUDIT_HEADS_FOLDER, AUDIT_HEADS_URL and the witnesses, if it is a new one.',
    }),
  },
  ({ urlToken, url }) =>
    urlToken !== undefined && url === undefined ? ['AUDIT_HEADS_TOKEN requires AUDIT_HEADS_URL.'] : [],
) {
  get trustedWitnesses(): TrustedWitness[] {
    return this.witnesses.map(parseWitness).filter((witness) => witness !== undefined);
  }
}

function parseWitness(entry: string): TrustedWitness | undefined {
  const [keyText = '', url = '', ...rest] = entry.trim().split(/\s+/);
  const key = parseVerifierKey(keyText);
  return key?.type === 'witness' && isUrl(url) && rest.length === 0 ? { url, key } : undefined;
}

function isUrl(text: string): boolean {
  return HTTP.test(text) && URL.canParse(text);
}
