import type { Page } from '@platform/http/pages/page';

export const CONFIRM_SUBSCRIPTION: Page = {
  posts: '/v1/subscriptions/confirm',
  title: { en: 'Confirm your subscription', de: 'Abonnement bestätigen' },
  intro: {
    en: 'You will receive notifications about this topic, and can unsubscribe at any time.',
    de: 'Sie erhalten Benachrichtigungen zu diesem Thema und können sie jederzeit abbestellen.',
  },
  button: { en: 'Confirm subscription', de: 'Abonnement bestätigen' },
  done: { en: 'Your subscription has been confirmed.', de: 'Ihr Abonnement wurde bestätigt.' },
};
