import { defineFieldErrors } from '@platform/errors/catalogue';

export const AuditFieldErrors = defineFieldErrors('audit', {
  unknown_subject: { en: 'There is no such user.', de: 'Diesen Benutzer gibt es nicht.' },
});
