import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { defineConfig } from '@platform/config/config';
import { checked, choice, integer, list, optionalText, text } from '@platform/config/setting';
import { isMobileCountry } from '@platform/phone/mobile-number.rule';

const perRecipient = (variable: string, period: string, fallback: number) =>
  integer(variable, {
    default: fallback,
    min: 1,
    max: 1000,
    help: `The number of text messages of each kind that one phone number receives in ${period}, whichever accounts request them. The kinds are verification of a number, sign-in, sign-in from networks that the user has never used, second factor, and notification.`,
  });

const settings = {
  sender: choice('SMS_SENDER', ['off', 'console', 'twilio'], {
    default: 'off',
    help: 'How text messages are sent. console writes them to the log, only in development.',
    inProduction: (value) => (value === 'console' ? 'must not be console in production' : undefined),
  }),
  countries: checked(
    list('SMS_COUNTRIES', {
      default: [],
      help: 'Required with SMS_SENDER. The countries whose mobile numbers receive text messages, as ISO codes, comma-separated, for example DE,AT,CH.',
    }),
    (entries) =>
      entries.map((entry) =>
        isMobileCountry(entry) ? undefined : `has ${JSON.stringify(entry)}, which is not the ISO code of a country`,
      ),
  ),
  perRecipientHour: perRecipient('SMS_PER_RECIPIENT_HOUR', 'an hour', 5),
  perRecipientDay: perRecipient('SMS_PER_RECIPIENT_DAY', 'a day', 15),
  verificationsPerNetworkHour: integer('SMS_VERIFICATIONS_PER_NETWORK_HOUR', {
    default: 20,
    min: 1,
    max: 1_000_000,
    help: 'The number of phone numbers that one network can request to verify in an hour.',
  }),
  perCountryDay: integer('SMS_PER_COUNTRY_DAY', {
    default: 1000,
    min: 1,
    max: 100_000_000,
    help: 'The number of text messages that are sent to each country in a day. It limits the costs of an attack. Verifications of phone numbers use at most half of it.',
  }),
  twilioUrl: checked(
    text('TWILIO_URL', {
      default: 'https://api.twilio.com',
      help: 'The server of Twilio, or of a service with the same API.',
    }),
    (value, production) => [faultOfOutgoingUrl(value, production, 'TWILIO_AUTH_TOKEN')],
  ),
  twilioAccountSid: optionalText('TWILIO_ACCOUNT_SID', { help: 'The SID of your Twilio account.' }),
  twilioAuthToken: optionalText('TWILIO_AUTH_TOKEN', { secret: true, help: 'The auth token of your Twilio account.' }),
  twilioFrom: checked(
    optionalText('TWILIO_FROM', {
      help: 'The sender of text messages: a phone number such as +14155552671, a name of up to 11 letters and digits, or the SID of a messaging service.',
    }),
    (value) => [
      value === undefined || /^(\+[1-9]\d{2,14}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11})$/.test(value)
        ? undefined
        : 'must be a phone number, a name of up to 11 letters and digits, or the SID of a messaging service',
    ],
  ),
};

export class SmsConfig extends defineConfig(
  'Text messages',
  settings,
  ({ sender, countries, twilioAccountSid, twilioAuthToken, twilioFrom }) => [
    ...(sender !== 'off' && countries.length === 0 ? [`SMS_COUNTRIES is required with SMS_SENDER=${sender}.`] : []),
    ...(sender === 'twilio' && !(twilioAccountSid && twilioAuthToken && twilioFrom)
      ? ['TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are required with SMS_SENDER=twilio.']
      : []),
  ],
) {}
