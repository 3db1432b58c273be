import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const link = 'https://id.example.com/';
const unsubscribe = 'https://id.example.com/v1/unsubscribe/AZk_DlpefMCPDgobLD1OXw';

export const NotificationMail = defineMail('communications.notification', {
  folder,
  values: { title: 'Version 2.0 is here', text: 'It is faster.', topic: 'New releases', link, unsubscribe },
  unsubscribe: 'unsubscribe',
  purpose: 'notification',
});
/** Notifications about the security of the account cannot be ended from a mail. */
export const SecurityNotificationMail = defineMail('communications.security_notification', {
  folder,
  values: { title: 'Your roles were changed', text: 'Your roles are now: support.', link },
});
export const DigestMail = defineMail('communications.digest', {
  folder,
  values: { count: '2', list: '• Version 2.0 is here\n• Ada and 3 others replied', link, unsubscribe },
  multiline: ['list'],
  unsubscribe: 'unsubscribe',
  purpose: 'notification',
});
export const ConfirmSubscriptionMail = defineMail('communications.confirm_subscription', {
  folder,
  values: { link: 'https://id.example.com/confirm-subscription#token=uko_…', code: '1234 5678', minutes: '4320' },
});
