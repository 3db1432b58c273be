import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, integer, list, optionalText, text } from '@platform/config/setting';
import { parseEmail } from '@platform/email/email-address.rule';
import { parseVerifierKey } from '@platform/transparency-log/signed-note.rule';
import type { TrustedWitness } from '@platform/transparency-log/witness/witness-client';
import type { Bucket } from './s3-destination';

/** Path style. Other characters would have to be escaped for the signature. */
const BUCKET = /^https?:\/\/[^/?#@\s]+(\/\w[\w.-]*)+\/?$/;

export class HeadsConfig extends defineConfig(
  'Checkpoints of the audit log',
  {
    folder: optionalText('AUDIT_HEADS_FOLDER', {
      help: 'A folder on another machine for checkpoints and tiles of the audit log (see docs/audit-proofs.md).',
    }),
    url: checked(
      optionalText('AUDIT_HEADS_URL', { help: 'An https:// URL to which the newest checkpoint is sent.' }),
      (url, production) => [faultOfOutgoingUrl(url, production, 'AUDIT_HEADS_TOKEN')],
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
      help: 'How often a checkpoint is sent to AUDIT_HEADS_EMAIL, in hours.',
    }),
    s3: checked(
      optionalText('AUDIT_HEADS_S3', {
        help: 'A bucket with object lock to which the newest checkpoint is sent, with an optional prefix, for example https://s3.eu-central-1.amazonaws.com/my-bucket/userkeep.',
      }),
      (url, production) => [faultOfBucket(url) ?? faultOfOutgoingUrl(url, production, 'AUDIT_HEADS_S3_SECRET')],
    ),
    s3Region: text('AUDIT_HEADS_S3_REGION', {
      default: 'us-east-1',
      help: 'The region of the bucket in AUDIT_HEADS_S3.',
    }),
    s3KeyId: optionalText('AUDIT_HEADS_S3_KEY_ID', { help: 'The ID of the access key for AUDIT_HEADS_S3.' }),
    s3Secret: optionalText('AUDIT_HEADS_S3_SECRET', {
      secret: true,
      help: 'The secret of the access key for AUDIT_HEADS_S3.',
    }),
    s3LockDays: integer('AUDIT_HEADS_S3_LOCK_DAYS', {
      default: 400,
      min: 0,
      max: 36_500,
      help: 'How many days a checkpoint in AUDIT_HEADS_S3 is locked, so that not even the administrators of the bucket can delete it. 0 stores it without a lock.',
    }),
    witnesses: checked(
      list('AUDIT_WITNESSES', {
        default: [],
        help: 'Witnesses that sign checkpoints, comma-separated, each as "<verifier key> <URL>" (see docs/witness.md).',
      }),
      (entries, production) => entries.map((entry) => faultOfWitness(entry, production)),
    ),
    seconds: integer('AUDIT_HEADS_SECONDS', {
      default: 60,
      min: 5,
      max: 24 * 3600,
      help: 'How often a new checkpoint is sent to AUDIT_HEADS_FOLDER, AUDIT_HEADS_URL, AUDIT_HEADS_S3 and the witnesses, in seconds.',
    }),
  },
  ({ urlToken, url, s3, s3KeyId, s3Secret }) => [
    ...(urlToken !== undefined && url === undefined ? ['AUDIT_HEADS_TOKEN requires AUDIT_HEADS_URL.'] : []),
    ...(s3 !== undefined && (s3KeyId === undefined || s3Secret === undefined)
      ? ['AUDIT_HEADS_S3 requires AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET.']
      : []),
    ...(s3 === undefined && (s3KeyId !== undefined || s3Secret !== undefined)
      ? ['AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET require AUDIT_HEADS_S3.']
      : []),
  ],
) {
  get bucket(): Bucket | undefined {
    const { s3: url, s3Region: region, s3KeyId: keyId, s3Secret: secret, s3LockDays: lockDays } = this;
    if (url === undefined || keyId === undefined || secret === undefined) return undefined;
    return { url, region, keyId, secret, lockDays };
  }

  get trustedWitnesses(): TrustedWitness[] {
    return this.witnesses.map(parseWitness).filter((witness) => witness !== undefined);
  }
}

function parseWitness(entry: string): TrustedWitness | undefined {
  const [keyText = '', url = '', ...rest] = entry.trim().split(/\s+/);
  const key = parseVerifierKey(keyText);
  return key?.type === 'witness' && URL.canParse(url) && rest.length === 0 ? { url, key } : undefined;
}

/** The fault does not repeat a URL, because it can contain a password. */
function faultOfWitness(entry: string, production: boolean): string | undefined {
  const witness = parseWitness(entry);
  if (!witness) return 'has an entry that is not the verifier key of a witness, a space and a URL';
  const fault = faultOfOutgoingUrl(witness.url, production);
  return fault && `has the witness ${witness.key.name}, whose URL ${fault}`;
}

function faultOfBucket(text: string | undefined): string | undefined {
  if (text === undefined || (BUCKET.test(text) && URL.canParse(text))) return undefined;
  return 'must be a URL such as https://s3.eu-central-1.amazonaws.com/my-bucket/prefix, with letters, digits, "-", "_" and "." in its path';
}
