import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const SmsProblems = defineProblems('sms', {
  off: {
    status: 404,
    title: { en: 'Text messages are not available here', de: 'SMS sind hier nicht verfügbar' },
    detail: {
      en: 'Ask the operator to configure text messages.',
      de: 'Bitten Sie den Betreiber, SMS einzurichten.',
    },
  },
});

export const SmsFieldErrors = defineFieldErrors('sms', {
  no_mobile_number: {
    en: 'Enter a mobile number with its country code, for example +491701234567.',
    de: 'Geben Sie eine Mobilnummer mit Ländervorwahl an, zum Beispiel +491701234567.',
  },
  country_not_allowed: {
    en: 'Text messages are not sent to this country. Enter a number of another country.',
    de: 'In dieses Land werden keine SMS gesendet. Geben Sie eine Nummer eines anderen Landes an.',
  },
});
