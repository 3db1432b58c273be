import { parseEmail } from '@platform/email/email-address.rule';
import { defineConfig } from '@platform/config/config';
import { checked, integer, list, optionalText } from '@platform/config/setting';
import { parsePublicKey } from './archive/recipient-key.rule';

export class BackupsConfig extends defineConfig(
  'Backups',
  {
    recipients: checked(
      list('BACKUP_RECIPIENT', {
        default: [],
        help: 'The public key that encrypts backups, from `userkeep backup key`, or several separated by commas. Backups need at least one.',
      }),
      (keys) => [keys.every(parsePublicKey) ? undefined : 'must be a public key printed by `userkeep backup key`'],
    ),
    dataFolder: optionalText('BACKUP_DIR', {
      help: 'The folder for archives of the data. The default is `backups/data` in DATA_DIR.',
    }),
    keysFolder: optionalText('BACKUP_KEYS_DIR', {
      help: 'The folder for archives of the keys. Use another disk or machine than for the data. The default is `backups/keys` in DATA_DIR.',
    }),
    everyHours: integer('BACKUP_EVERY_HOURS', {
      default: 0,
      min: 0,
      max: 24 * 31,
      help: 'How often the worker makes a backup, in hours; 0 disables backups.',
    }),
    keepDays: integer('BACKUP_KEEP_DAYS', {
      default: 35,
      min: 1,
      max: 3650,
      help: 'After how many days an archive of the data is deleted. The newest one is kept.',
    }),
    keysKeepDays: integer('BACKUP_KEYS_KEEP_DAYS', {
      default: 7,
      min: 1,
      max: 3650,
      help: 'After how many days an archive of the keys is deleted. The newest one is kept. Until then, the data of users who have been erased can still be read from older backups.',
    }),
    alertEmail: checked(
      optionalText('BACKUP_ALERT_EMAIL', {
        help: 'The address that is notified when a backup fails, or when none succeeded for two intervals.',
      }),
      (address) => [address === undefined || parseEmail(address) ? undefined : 'must be an email address'],
    ),
  },
  ({ everyHours, recipients }) =>
    everyHours > 0 && recipients.length === 0
      ? ['BACKUP_EVERY_HOURS requires BACKUP_RECIPIENT; create a key with `userkeep backup key`.']
      : [],
) {}
