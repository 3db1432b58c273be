import { configurationFaults } from '@test/support/configuration-faults';
import './sms.config';

const TWILIO = {
  SMS_SENDER: 'twilio',
  SMS_COUNTRIES: 'DE,AT',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: 'secret',
  TWILIO_FROM: '+14155552671',
};

describe('The settings of text messages', () => {
  it.each([
    ['nothing', {}],
    ['the log, in development', { SMS_SENDER: 'console', SMS_COUNTRIES: 'DE' }],
    ['Twilio with a number', TWILIO],
    ['Twilio with a name', { ...TWILIO, TWILIO_FROM: 'My App' }],
    ['Twilio with a messaging service', { ...TWILIO, TWILIO_FROM: `MG${'0a'.repeat(16)}` }],
  ])('can be %s', (_, env) => expect(configurationFaults(env)).toEqual([]));

  it.each([
    ['no countries', { ...TWILIO, SMS_COUNTRIES: '' }, 'SMS_COUNTRIES is required with SMS_SENDER=twilio.'],
    [
      'unknown countries',
      { ...TWILIO, SMS_COUNTRIES: 'DE,UK' },
      'SMS_COUNTRIES has "UK", which is not the ISO code of a country.',
    ],
    [
      'no auth token',
      { ...TWILIO, TWILIO_AUTH_TOKEN: '' },
      'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are required with SMS_SENDER=twilio.',
    ],
    [
      'a server without TLS',
      { ...TWILIO, TWILIO_URL: 'http://sms.example.com' },
      'TWILIO_URL must start with https://; http:// is only allowed for this machine and outside production.',
    ],
    [
      'a sender that is too long',
      { ...TWILIO, TWILIO_FROM: 'My Application' },
      'TWILIO_FROM must be a phone number, a name of up to 11 letters and digits, or the SID of a messaging service.',
    ],
  ])('cannot have %s', (_, env, fault) => expect(configurationFaults(env)).toEqual([fault]));

  it('cannot be the log in production', () => {
    const env = { NODE_ENV: 'production', SMS_SENDER: 'console', SMS_COUNTRIES: 'DE' };
    expect(configurationFaults(env)).toContain('SMS_SENDER must not be console in production.');
  });
});
