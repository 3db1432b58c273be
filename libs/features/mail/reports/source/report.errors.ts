import { defineProblems } from '@platform/errors/catalogue';

export const ReportProblems = defineProblems('mail', {
  report_not_authentic: {
    status: 401,
    title: {
      en: 'The report does not come from the email provider',
      de: 'Die Meldung stammt nicht vom E-Mail-Anbieter',
    },
    detail: {
      en: 'The signature, secret or topic is wrong. Compare the settings of userkeep with those of the provider.',
      de: 'Signatur, Geheimnis oder Topic ist falsch. Vergleichen Sie die Einstellungen von userkeep mit denen des Anbieters.',
    },
  },
  report_outdated: {
    status: 401,
    title: { en: 'The report is too old', de: 'Die Meldung ist zu alt' },
    detail: {
      en: 'Its time differs too much from the current time. Check the clock of the server.',
      de: 'Ihre Zeit weicht zu stark von der aktuellen Zeit ab. Prüfen Sie die Uhr des Servers.',
    },
  },
  report_already_received: {
    status: 401,
    title: { en: 'The report was already received', de: 'Die Meldung wurde bereits empfangen' },
    detail: {
      en: 'Each signature is accepted once.',
      de: 'Jede Signatur wird einmal akzeptiert.',
    },
  },
  report_malformed: {
    status: 422,
    title: { en: 'The report cannot be read', de: 'Die Meldung kann nicht gelesen werden' },
    detail: {
      en: 'It does not have the format of this email provider.',
      de: 'Sie hat nicht das Format dieses E-Mail-Anbieters.',
    },
  },
});
