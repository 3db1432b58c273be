import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@features/mail';
import { PreferencesModule } from '@features/preferences';
import { UsersModule } from '@features/users';
import { CommunicationsConfig } from './communications.config';
import type { FeaturePart } from '@platform/process/feature-part';
import { CATALOGUE_PART } from './catalogue/catalogue.part';
import { DELIVERIES_PART } from './deliveries/deliveries.part';
import { DEVICES_PART } from './devices/devices.part';
import { EMAIL_PART } from './email/email.part';
import { INBOX_PART } from './inbox/inbox.part';
import { NOTIFIER_PART } from './notifier/notifier.part';
import { PUSH_PART } from './push/push.part';
import { SENDING_PART } from './sending/sending.part';
import { SETTINGS_PART } from './settings/settings.part';
import { SMS_PART } from './sms/sms.part';
import { SUBSCRIPTIONS_PART } from './subscriptions/subscriptions.part';
import { UNSUBSCRIBE_PART } from './unsubscribe/unsubscribe.part';

const PARTS: readonly FeaturePart[] = [
  CATALOGUE_PART,
  DELIVERIES_PART,
  DEVICES_PART,
  EMAIL_PART,
  INBOX_PART,
  NOTIFIER_PART,
  PUSH_PART,
  SENDING_PART,
  SETTINGS_PART,
  SMS_PART,
  SUBSCRIPTIONS_PART,
  UNSUBSCRIBE_PART,
];

/** What users are told: notifications. */
@Module({
  imports: [
    MailModule,
    PreferencesModule,
    UsersModule,
    TypeOrmModule.forFeature(PARTS.flatMap(({ entities = [] }) => entities)),
  ],
  controllers: PARTS.flatMap(({ controllers = [] }) => controllers),
  providers: [CommunicationsConfig, ...PARTS.flatMap(({ providers }) => providers)],
})
export class CommunicationsModule {}
