import { Injectable } from '@nestjs/common';
import { OneTimeMailer } from '@features/mail';
import { UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { parseEmail } from '@platform/email/email-address.rule';
import type { UserId } from '@platform/ids/ids';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { TopicId } from '../catalogue/topic.entity';
import type { Topic } from '../catalogue/topic.repository';
import { CommunicationsProblems } from '../communications.errors';
import { ConfirmSubscriptionMail } from '../communications.mails';
import { SUBSCRIPTION_CONFIRMATION, SUBSCRIPTION_MAILS } from '../communications.one-time';

interface Payload {
  readonly topicId: TopicId;
}

/** The mails with which users confirm that they want to receive what they subscribed to. */
@Injectable()
export class SubscriptionConfirmations {
  constructor(
    private readonly users: UserReader,
    private readonly mailer: OneTimeMailer,
    private readonly tokens: OneTimeTokens,
  ) {}

  /** Must run in a transaction. Sends nothing if the hourly limit is reached; the last link then stays valid. */
  async mail(userId: UserId, { id: topicId, topic }: Topic): Promise<void> {
    const contact = await this.users.contactOf(userId);
    const to = parseEmail(contact?.email);
    if (!contact || !to) throw CommunicationsProblems.no_email();
    // Notifications are mailed only to a verified address, and strangers must not receive mails.
    if (!contact.emailVerified) throw CommunicationsProblems.email_not_verified();
    if (!(await this.tokens.mayHaveAnother(SUBSCRIPTION_MAILS, to.identity))) return;
    await this.mailer.send({
      kind: SUBSCRIPTION_CONFIRMATION,
      mail: ConfirmSubscriptionMail,
      page: '/confirm-subscription',
      to,
      language: contact.language,
      holder: `${userId} ${topic}`,
      userId,
      payload: { topicId } satisfies Payload,
    });
  }

  /** Must run in the transaction of the confirmation. */
  async use(token: string): Promise<{ userId: UserId; topicId: TopicId }> {
    const found = await this.tokens.find<Payload>(SUBSCRIPTION_CONFIRMATION, { token });
    if (!found?.userId || !(await this.tokens.use(found))) throw OneTimeProblems.not_valid();
    actingUserProven(found.userId);
    return { userId: found.userId, topicId: found.payload.topicId };
  }
}
