import type { Schema } from '@platform/json-schema/schema-walk.rule';

/** The property of `locale` that is stored as the language of the account. */
export const LANGUAGE = 'language';
export const LOCALE = 'locale';

const text = (maxLength: number, more: Schema): Schema => ({ type: 'string', maxLength, ...more });
const choice = (values: readonly string[], description: string): Schema => ({
  enum: values,
  default: values[0],
  description,
});
const CHANNELS: Schema = {
  type: 'object',
  properties: {
    inbox: { type: 'boolean', description: 'Whether it appears in the inbox of the app.' },
    email: { type: 'boolean', description: 'Whether it is sent by email.' },
    push: { type: 'boolean', description: 'Whether it is sent to the devices of the user.' },
    sms: { type: 'boolean', description: 'Whether it is sent as a text message.' },
  },
  additionalProperties: false,
};
const DIGEST: Schema = {
  enum: ['off', 'hourly', 'daily', 'weekly'],
  description: 'Whether emails are collected: not at all, for an hour, until 8:00, or until Monday, 8:00.',
};
const TIME_OF_DAY = text(5, { pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

const UI: Schema = {
  type: 'object',
  properties: {
    theme: choice(['system', 'light', 'dark'], 'The colours of the app.'),
    density: choice(['comfortable', 'compact'], 'The space between elements.'),
    textSize: choice(['medium', 'small', 'large'], 'The size of texts.'),
    reducedMotion: choice(['system', 'on', 'off'], 'Whether animations are reduced.'),
  },
};

const LOCALE_SCHEMA: Schema = {
  type: 'object',
  properties: {
    [LANGUAGE]: text(35, {
      format: 'language-tag',
      description: 'The language of the app and of mails, as a BCP 47 tag. It is the `locale` of the account.',
    }),
    timeZone: text(64, { format: 'time-zone', default: 'UTC', description: 'The time zone, by its IANA name.' }),
    dateFormat: choice(['locale', 'iso', 'dmy', 'mdy', 'ymd'], 'The order of day, month and year.'),
    timeFormat: choice(['locale', '24h', '12h'], 'The format of times.'),
    firstDayOfWeek: choice(['locale', 'monday', 'sunday', 'saturday'], 'The first day of a week.'),
    numberFormat: text(35, {
      format: 'language-tag',
      description: 'The language whose format numbers have. If it is absent, that is `language`.',
    }),
    measurementSystem: choice(['locale', 'metric', 'us', 'uk'], 'The units of lengths and weights.'),
  },
};

const NOTIFICATIONS: Schema = {
  type: 'object',
  properties: {
    channels: {
      ...CHANNELS,
      default: { inbox: true, email: true, push: true, sms: false },
      description: 'The channels of topics for which nothing else is chosen.',
    },
    topics: {
      type: 'object',
      additionalProperties: { ...CHANNELS, properties: { ...(CHANNELS.properties as Schema), digest: DIGEST } },
      maxProperties: 200,
      default: {},
      description: 'The channels of each topic, by its name.',
    },
    digest: { ...DIGEST, default: 'off' },
    emailIfUnreadAfterMinutes: {
      type: 'integer',
      minimum: 5,
      maximum: 10_080,
      description: 'If set, an email is only sent for a notification that is still unread after this time.',
    },
    mutedUntil: text(30, {
      format: 'date-time',
      description:
        'Until then, notifications only appear in the inbox, except those about the security of the account.',
    }),
    quietHours: {
      type: 'object',
      properties: {
        enabled: { type: 'boolean' },
        from: TIME_OF_DAY,
        until: TIME_OF_DAY,
        days: {
          type: 'array',
          items: { type: 'string', enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
          uniqueItems: true,
          maxItems: 7,
        },
      },
      additionalProperties: false,
      default: {
        enabled: false,
        from: '22:00',
        until: '07:00',
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      },
      description:
        'When no email, push notification or text message is sent, except about the security of the account, in the `timeZone` of the namespace `locale`. They are sent afterwards.',
    },
  },
};

const PRIVACY: Schema = {
  type: 'object',
  properties: {
    showOnlineStatus: {
      type: 'boolean',
      default: true,
      description:
        'Whether your app shows other users that the user is online. userkeep itself does not apply this setting yet.',
    },
    showReadReceipts: {
      type: 'boolean',
      default: true,
      description:
        'Whether your app shows senders that the user has read a message. userkeep itself does not apply this setting yet.',
    },
    messagesFrom: choice(
      ['everyone', 'contacts', 'nobody'],
      'Who can start a conversation with the user in your app. userkeep itself does not apply this setting yet.',
    ),
    findByUsername: {
      type: 'boolean',
      default: true,
      description:
        'Whether your app shows the user in searches by username. userkeep itself does not apply this setting yet.',
    },
  },
};

/** The namespaces of the product, until an administrator sets another schema. */
export const SHIPPED: Readonly<Record<string, Schema>> = {
  ui: UI,
  locale: LOCALE_SCHEMA,
  notifications: NOTIFICATIONS,
  privacy: PRIVACY,
};

/** Namespaces whose values the product itself uses, so that their properties stay as they are. */
export const USED_BY_PRODUCT: ReadonlySet<string> = new Set([LOCALE, 'notifications', 'privacy']);

export function shippedSchema(namespace: string): Schema | undefined {
  return Object.hasOwn(SHIPPED, namespace) ? SHIPPED[namespace] : undefined;
}
