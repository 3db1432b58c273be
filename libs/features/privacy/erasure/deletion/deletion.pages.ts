import type { Page } from '@platform/http/pages/page';

export const RESTORE_ACCOUNT: Page = {
  posts: '/v1/recovery/account',
  title: { en: 'Restore your account', de: 'Konto wiederherstellen' },
  intro: {
    en: 'Your account will not be deleted. You can sign in again as before.',
    de: 'Ihr Konto wird nicht gelöscht. Sie können sich wieder wie zuvor anmelden.',
  },
  button: { en: 'Restore account', de: 'Konto wiederherstellen' },
  done: {
    en: 'Your account has been restored. Sign in again.',
    de: 'Ihr Konto wurde wiederhergestellt. Melden Sie sich wieder an.',
  },
};
