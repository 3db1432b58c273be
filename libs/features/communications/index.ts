export { CommunicationsModule } from './communications.module';
export { Mailer, type OutgoingMail } from './mail/mailer';
export { defineMail, type MailDefinition } from './mail/define-mail';
export { OneTimeMailer } from './one-time/one-time-mailer';
export { Links } from './mail/links';
export { Mailbox } from './mailbox/mailbox';
export { NotDelivered } from './carrier/mail-carrier';
export { TestMailer } from './mail/test-mailer';
export { ourTemplates } from './templates/our-templates';
