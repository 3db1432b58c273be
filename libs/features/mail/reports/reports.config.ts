import { defineConfig } from '@platform/config/config';
import { checked, optionalText } from '@platform/config/setting';
import { parseSnsTopic } from './ses/sns-topic.rule';
import { sendgridKeyOf } from './sendgrid/sendgrid-signature.rule';

const MIN_SECRET = 20;
const secretFault = (value: string | undefined) =>
  value !== undefined && value.length < MIN_SECRET ? `must have at least ${MIN_SECRET} characters` : undefined;

export class ReportsConfig extends defineConfig('Email reports', {
  sesTopic: checked(
    optionalText('MAIL_SES_TOPIC', {
      help: 'The ARN of the SNS topic to which Amazon SES publishes bounces and complaints. Enables POST /v1/mail/ses/events (see docs/mail.md).',
    }),
    (value) => [value !== undefined && !parseSnsTopic(value) ? 'must be the ARN of an SNS topic' : undefined],
  ),
  postmarkSecret: checked(
    optionalText('MAIL_POSTMARK_SECRET', {
      secret: true,
      help: 'The password that Postmark sends with HTTP basic authentication. Enables POST /v1/mail/postmark/events.',
    }),
    (value) => [secretFault(value)],
  ),
  mailgunKey: checked(
    optionalText('MAIL_MAILGUN_SIGNING_KEY', {
      secret: true,
      help: 'The HTTP webhook signing key of Mailgun. Enables POST /v1/mail/mailgun/events.',
    }),
    (value) => [secretFault(value)],
  ),
  sendgridKey: checked(
    optionalText('MAIL_SENDGRID_PUBLIC_KEY', {
      help: 'The verification key of the signed event webhook of SendGrid. Enables POST /v1/mail/sendgrid/events.',
    }),
    (value) => [value !== undefined && !sendgridKeyOf(value) ? 'must be a P-256 public key in base64' : undefined],
  ),
  dsnSecret: checked(
    optionalText('MAIL_DSN_SECRET', {
      secret: true,
      help: 'The bearer token with which a mail server posts delivery status notifications (RFC 3464). Enables POST /v1/mail/dsn/events.',
    }),
    (value) => [secretFault(value)],
  ),
}) {}
