import { EmailChanged, EmailVerified } from '@features/users';
import { defineEvent } from '@platform/events/define-event';
import { PasswordChanged } from '../auth.events';
import { endAnonymityOn } from './end-anonymity';

export const AnonymousUpgraded = defineEvent(
  'auth.anonymous_upgraded',
  'An anonymous account got a sign-in method and became an ordinary account',
);

endAnonymityOn(PasswordChanged);
endAnonymityOn(EmailVerified, ({ facts }) => (facts as { verified: boolean }).verified);
endAnonymityOn(EmailChanged, ({ changes }) => changes.emailVerified?.after === true);
