import {
  BooleanField,
  ChoiceField,
  IntegerField,
  ShapeField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http/fields/fields';
import { TOPIC_NAME } from '@platform/notifications/topics';
import { DIGESTS, type Digest } from './digest-time.rule';
import { WEEKDAYS, type Weekday } from './quiet-hours.rule';

const INBOX = { description: 'Whether notifications appear in the inbox. Otherwise they are archived.', example: true };
const EMAIL = { description: 'Whether they are sent by email, if the address is verified.', example: true };
const PUSH = { description: 'Whether they are sent to the registered devices.', example: true };
const SMS = { description: 'Whether they are sent as text messages, if the number is verified.', example: false };
const DIGEST = {
  values: DIGESTS,
  description: 'Whether emails are collected: not at all, for an hour, until 8:00, or until Monday, 8:00.',
  example: 'off',
};
const ESCALATION = {
  min: 5,
  max: 10_080,
  nullable: true,
  description: 'If set, an email is only sent for a notification that is still unread after this time.',
  example: 120,
};
const MUTED = {
  nullable: true,
  description: 'Until then, notifications only appear in the inbox, except about the security of the account.',
  example: null,
};
const QUIET = {
  description: 'When nothing is sent, except about the security of the account. It is sent afterwards.',
};
const TIME_OF_DAY = { max: 5, pattern: /^([01][0-9]|2[0-3]):[0-5][0-9]$/, form: 'HH:MM' };
const FROM = { ...TIME_OF_DAY, description: 'When they begin, in the time zone of the user.', example: '22:00' };
const UNTIL = { ...TIME_OF_DAY, description: 'When they end, on the next day if it is earlier.', example: '07:00' };
const DAYS = { maxItems: 7, max: 3, values: WEEKDAYS, description: 'The days on which they begin.', example: ['mon'] };
const ENABLED = { description: 'Whether they apply.', example: false };

export class ChannelChoicesDto {
  @BooleanField(INBOX)
  inbox: boolean;

  @BooleanField(EMAIL)
  email: boolean;

  @BooleanField(PUSH)
  push: boolean;

  @BooleanField(SMS)
  sms: boolean;
}

export class TopicSettingsDto {
  @TextField({ max: 40, pattern: TOPIC_NAME, description: 'The topic.', example: 'releases' })
  topic: string;

  @TextField({ max: 100, description: 'The name that users see, in their language.', example: 'New releases' })
  title: string;

  @ShapeField(() => ChannelChoicesDto, { description: 'The channels of the topic.' })
  channels: ChannelChoicesDto;

  @ChoiceField(DIGEST)
  digest: Digest;
}

export class QuietHoursDto {
  @BooleanField(ENABLED)
  enabled: boolean;

  @TextField(FROM)
  from: string;

  @TextField(UNTIL)
  until: string;

  @TextListField(DAYS)
  days: readonly Weekday[];
}

export class NotificationSettingsDto {
  @ShapeField(() => ChannelChoicesDto, { description: 'The channels of topics for which nothing else is chosen.' })
  channels: ChannelChoicesDto;

  @ShapeListField(() => TopicSettingsDto, { maxItems: 1000, description: 'What applies to each topic, by name.' })
  topics: TopicSettingsDto[];

  @ChoiceField(DIGEST)
  digest: Digest;

  @IntegerField(ESCALATION)
  emailIfUnreadAfterMinutes: number | null;

  @TimeField(MUTED)
  mutedUntil: string | null;

  @ShapeField(() => QuietHoursDto, QUIET)
  quietHours: QuietHoursDto;

  @TextField({ max: 64, description: 'The time zone, from the namespace `locale`.', example: 'Europe/Berlin' })
  timeZone: string;
}

export class UpdateChannelChoicesDto {
  @BooleanField({ ...INBOX, optional: true, nullable: true })
  inbox?: boolean | null;

  @BooleanField({ ...EMAIL, optional: true, nullable: true })
  email?: boolean | null;

  @BooleanField({ ...PUSH, optional: true, nullable: true })
  push?: boolean | null;

  @BooleanField({ ...SMS, optional: true, nullable: true })
  sms?: boolean | null;
}

export class UpdateTopicSettingsDto {
  @ShapeField(() => UpdateChannelChoicesDto, { optional: true, description: 'The channels of the topic.' })
  channels?: UpdateChannelChoicesDto;

  @ChoiceField({ ...DIGEST, optional: true, nullable: true })
  digest?: Digest | null;
}

export class UpdateQuietHoursDto {
  @BooleanField({ ...ENABLED, optional: true })
  enabled?: boolean;

  @TextField({ ...FROM, optional: true })
  from?: string;

  @TextField({ ...UNTIL, optional: true })
  until?: string;

  @TextListField({ ...DAYS, optional: true })
  days?: readonly Weekday[];
}

export class UpdateNotificationSettingsDto {
  @ShapeField(() => UpdateChannelChoicesDto, {
    optional: true,
    description: 'The channels of topics for which nothing else is chosen.',
  })
  channels?: UpdateChannelChoicesDto;

  @ChoiceField({ ...DIGEST, optional: true })
  digest?: Digest;

  @IntegerField({ ...ESCALATION, optional: true })
  emailIfUnreadAfterMinutes?: number | null;

  @TimeField({ ...MUTED, optional: true })
  mutedUntil?: string | null;

  @ShapeField(() => UpdateQuietHoursDto, { ...QUIET, optional: true })
  quietHours?: UpdateQuietHoursDto;
}
