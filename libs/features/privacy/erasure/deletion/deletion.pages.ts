import type { Page } from '@platform/http/pages/page';

export const RESTORE_ACCOUNT: Page = {
  posts: '/v1/recovery/account',
  title: { en: 'Restore your account', de: 'Konto wiederherstellen' },
  intro: {
    en: 'This cancels the deletion of your account. You can then sign in as before.',
    de: 'Damit brechen Sie die Löschung Ihres Kontos ab. Danach können Sie sich wie gewohnt anmelden.',
  },
  button: { en: 'Restore account', de: 'Konto wiederherstellen' },
  done: {
    en: 'Your account has been restored. Sign in again.',
    de: 'Ihr Konto wurde wiederhergestellt. Melden Sie sich erneut an.',
  },
};
