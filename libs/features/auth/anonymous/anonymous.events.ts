import { EmailChanged, EmailVerified } from '@features/users';
import { defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { PasswordChanged } from '../auth.events';
import { endAnonymityOn } from './end-anonymity';

export const AnonymousUpgraded = defineEvent(
  'auth.anonymous_upgraded',
  1,
  NoFacts,
  'An anonymous account got a sign-in method and became an ordinary account',
);

endAnonymityOn(PasswordChanged);
endAnonymityOn(EmailVerified, ({ facts }) => facts.verified);
endAnonymityOn(EmailChanged, ({ changes }) => changes.emailVerified?.after === true);
