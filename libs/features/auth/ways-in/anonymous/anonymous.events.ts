import { EmailChanged, EmailVerified } from '@features/users';
import { defineEvent } from '@platform/events/define-event';
import { PasswordChanged } from '../../auth.events';
import { endAnonymity } from './end-anonymity';

export const AnonymityEnded = defineEvent(
  'auth.anonymity_ended',
  'An anonymous account got a sign-in method and became an ordinary account',
);

endAnonymity(PasswordChanged);
endAnonymity(EmailVerified, ({ facts }) => (facts as { verified: boolean }).verified);
endAnonymity(EmailChanged, ({ changes }) => changes.emailVerified?.after === true);
