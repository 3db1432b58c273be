import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { mobileNumberOf, type MobileNumber } from '@platform/phone/mobile-number.rule';
import { Vault } from '@platform/vault/vault';
import { SmsNotDelivered, SmsTransport } from './sms-transport';
import { CONTENT_PLACE, SEND_TEXT_MESSAGE, type TextMessageContent } from './text-message-content';
import type { TextMessageId } from './text-message.entity';
import { TextMessageLimits } from './text-message-limits';
import { TextMessageMetrics } from './text-message-metrics';
import { TextMessageRepository, type StoredTextMessage } from './text-message.repository';
import { TextMessages } from './text-messages';

const AT_ONCE = 4;
/** Codes expire after minutes, so a retry must not wait long. */
const MAX_WAIT_MS = 60_000;
/** Never reached, because the expiry of the message ends the attempts. */
const UNLIMITED_ATTEMPTS = 1_000_000;

/** Sends one text message. The row has its state; the job only schedules the retries. */
@Injectable()
export class TextMessageDelivery implements OnModuleInit {
  private readonly logger = new Logger('TextMessages');

  constructor(
    private readonly jobs: Jobs,
    private readonly messages: TextMessageRepository,
    private readonly texts: TextMessages,
    private readonly limits: TextMessageLimits,
    private readonly transport: SmsTransport,
    private readonly metrics: TextMessageMetrics,
    private readonly vault: Vault,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ id: TextMessageId }>({
      name: SEND_TEXT_MESSAGE,
      handle: ({ id }) => this.send(id),
      atOnce: AT_ONCE,
      longestWaitMs: MAX_WAIT_MS,
      maxAttempts: UNLIMITED_ATTEMPTS,
    });
  }

  private async send(id: TextMessageId): Promise<void> {
    const message = await this.messages.find(id);
    if (!message?.contentSealed || message.state !== 'waiting') return;
    const content = message.isExpired ? undefined : await this.contentOf(message, message.contentSealed);
    const to = content && mobileNumberOf(content.to);
    // Without content, the account was erased.
    if (!content || !to) return this.messages.settle(id, 'expired', null);
    const refusal = await this.refusalOf(message, to);
    if (refusal !== undefined) return this.messages.settle(id, 'failed', refusal);
    const secondsLeft = (message.expiresAt.getTime() - Date.now()) / 1000;
    try {
      const answer = await this.transport.deliver({ to: to.number, text: content.text, secondsLeft });
      this.metrics.count('sent', message.kind, to.country);
      await this.messages.settle(id, 'sent', answer);
    } catch (error) {
      if (!(error instanceof SmsNotDelivered)) throw error;
      this.metrics.count(error.isFinal ? 'refused' : 'failed', message.kind, to.country);
      if (error.isFinal) return this.messages.settle(id, 'failed', error.message);
      await this.messages.recordFailure(id, error.message);
      throw error;
    }
  }

  /** The settings can have changed since the message was stored. Retries are not counted again. */
  private async refusalOf({ kind, attempts }: StoredTextMessage, to: MobileNumber): Promise<string | undefined> {
    if (!this.texts.isAllowed(to)) return 'SMS_COUNTRIES does not contain the country.';
    const limit = attempts === 0 ? await this.limits.refusalOf(kind, to) : undefined;
    if (limit === undefined) return undefined;
    this.metrics.count('limited', kind, to.country);
    if (limit === 'country')
      this.logger.warn(`SMS_PER_COUNTRY_DAY is reached for ${to.country}, so a text message (${kind}) was not sent.`);
    return `The limit of the ${limit} is reached.`;
  }

  private async contentOf({ id, userId }: StoredTextMessage, sealed: Buffer): Promise<TextMessageContent | undefined> {
    const json = (await this.vault.boxOf(userId)).open(CONTENT_PLACE, sealed);
    if (json === undefined) return undefined;
    const content = JSON.parse(json) as TextMessageContent;
    if (content.id !== id) throw new Error('The content of this text message belongs to another one.');
    return content;
  }
}
