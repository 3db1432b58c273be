import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Mailer, type MailDefinition } from '@features/mail';
import { UserReader } from '@features/users';
import { parseEmail } from '@platform/email/email-address.rule';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { momentIn } from '@platform/text/moment.rule';
import { PasswordChanged, RefreshTokenReused } from '../auth.events';
import { PasswordChangedMail, SessionCompromisedMail } from './security-notices.mails';

/** The mails of events that notify the user at once, in the transaction of the change. */
const notices = new Map<string, MailDefinition<'at'>>();

/** Registers the mail that notifies the user of an event. */
export function notifyOwnerOn({ type }: { readonly type: string }, mail: MailDefinition<'at'>): void {
  notices.set(type, mail);
}

notifyOwnerOn(PasswordChanged, PasswordChangedMail);
notifyOwnerOn(RefreshTokenReused, SessionCompromisedMail);

@Injectable()
export class SecurityNotices implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly users: UserReader,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'auth.security-notices',
      on: (type) => notices.has(type),
      handle: async ({ type, subject }) => {
        const mail = notices.get(type);
        if (mail && subject !== null) await this.send(subject, mail, () => ({}));
      },
    });
  }

  /** Must run in the transaction of the change that the mail describes. */
  async send<Name extends string>(
    userId: UserId,
    mail: MailDefinition<Name | 'at'>,
    valuesIn: (language: string) => Record<Exclude<Name, 'at'>, string>,
  ): Promise<void> {
    const account = await this.users.contactOf(userId);
    const to = parseEmail(account?.email);
    if (!account || !to) return;
    const language = account.language;
    const values = { ...valuesIn(language), at: momentIn(language, new Date()) } as Record<Name | 'at', string>;
    await this.mailer.send({ mail, to, language, userId, values });
  }
}
