import { defineFieldErrors } from '@platform/errors/catalogue';

export const AuditFieldErrors = defineFieldErrors('audit', {
  unknown_subject: {
    en: 'No user has this ID. Check the ID and try again.',
    de: 'Zu dieser ID gibt es keinen Benutzer. Prüfen Sie die ID.',
  },
});
