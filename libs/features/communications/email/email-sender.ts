import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Links, Mailer } from '@features/mail';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import type { Contact } from '@features/users';
import { SECURITY_TOPIC } from '@platform/notifications/topics';
import { shortened } from '@platform/text/shortened.rule';
import { topicTitleIn } from '../catalogue/topic-names.rule';
import { TopicRepository } from '../catalogue/topic.repository';
import { NotificationMail, SecurityNotificationMail } from '../communications.mails';
import { NotSent, type ChannelSender, type OutgoingNotification } from '../deliveries/channel-sender';
import { ChannelSenders } from '../deliveries/channel-senders';
import { UnsubscribeTokens } from '../unsubscribe/unsubscribe-tokens';

/** The texts of a notification can be longer than a mail that is stored sealed. */
const MAX_TITLE = 200;
const MAX_TEXT = 1500;

/** Sends a notification as a mail, through the queue of the feature `mail`. */
@Injectable()
export class EmailSender implements ChannelSender, OnModuleInit {
  readonly isTransactional = true;

  constructor(
    private readonly mailer: Mailer,
    private readonly links: Links,
    private readonly topics: TopicRepository,
    private readonly tokens: UnsubscribeTokens,
    private readonly senders: ChannelSenders,
  ) {}

  onModuleInit(): void {
    this.senders.register('email', this);
  }

  async send({ notification, contact }: Omit<OutgoingNotification, 'delivery'>): Promise<void> {
    const { topic } = notification;
    const envelope = { to: addressOf(contact), language: contact.language, userId: contact.id };
    const texts = { title: shortened(notification.title, MAX_TITLE), text: shortened(notification.text, MAX_TEXT) };
    const values = { ...texts, link: this.links.toApp(notification.actions[0]?.path) };
    if (topic === SECURITY_TOPIC) {
      await this.mailer.send({ mail: SecurityNotificationMail, ...envelope, values });
      return;
    }
    const unsubscribe = await this.unsubscribeLink(contact, [topic]);
    const title = await this.titleOf(topic, contact.language);
    await this.mailer.send({ mail: NotificationMail, ...envelope, values: { ...values, topic: title, unsubscribe } });
  }

  async unsubscribeLink({ id: userId }: Contact, topics: readonly string[]): Promise<string> {
    return this.links.toApi(`/v1/unsubscribe/${await this.tokens.tokenFor({ userId, topics })}`);
  }

  private async titleOf(topic: string, language: string): Promise<string> {
    return topicTitleIn(topic, (await this.topics.find(topic))?.names, language);
  }
}

/** Only a verified address certainly belongs to the user. */
export function addressOf({ email, emailVerified }: Contact): EmailAddress {
  const address = emailVerified ? parseEmail(email) : undefined;
  if (!address) throw new NotSent('The account has no verified email address.', true);
  return address;
}
