import { TextField } from '@platform/http/fields/fields';
import { defineNotification } from '@platform/notifications/define-notification';
import { notifyOn } from '@platform/notifications/notify-on';
import { SECURITY_TOPIC } from '@platform/notifications/topics';
import { RolesChanged } from './access.events';

class RolesChangedData {
  @TextField({ max: 4100, description: 'The roles after the change.', example: 'support, moderator' })
  roles: string;
}

const RolesChangedNotification = defineNotification('access.roles_changed', {
  topic: SECURITY_TOPIC,
  channels: ['email', 'push'],
  data: RolesChangedData,
  texts: {
    en: { title: 'Your roles were changed', text: 'Your roles are now: {{roles}}.' },
    de: { title: 'Ihre Rollen wurden geändert', text: 'Ihre Rollen sind jetzt: {{roles}}.' },
  },
});

notifyOn({
  on: RolesChanged,
  notification: RolesChangedNotification,
  partsFor: ({ facts: { after } }) => ({ data: { roles: after.join(', ') || '–' } }),
});
