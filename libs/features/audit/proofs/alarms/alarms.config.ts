import { defineConfig } from '@platform/config/config';
import { checked, optionalText } from '@platform/config/setting';
import { parseEmail } from '@platform/email/email-address.rule';

export class AlarmsConfig extends defineConfig('Alarms of the audit log', {
  email: checked(
    optionalText('AUDIT_ALARM_EMAIL', {
      help: 'The email address that is notified when the audit log was rolled back or a destination for checkpoints fails.',
    }),
    (address) => [address === undefined || parseEmail(address) ? undefined : 'must be an email address'],
  ),
}) {}
