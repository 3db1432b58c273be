export { CommunicationsModule } from './communications.module';
export { Mailer, type OutgoingMail } from './mail/mailer';
export { TestMail } from './communications.mails';
export { defineMail, type MailDefinition } from './mail/define-mail';
export { Links } from './mail/links';
