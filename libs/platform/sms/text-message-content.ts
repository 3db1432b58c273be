import type { TextMessageId } from './text-message.entity';

export const CONTENT_PLACE = { table: 'platform_text_message', column: 'content_sealed' };
export const SEND_TEXT_MESSAGE = 'sms.send';

/** What is sealed of a text message. */
export interface TextMessageContent {
  readonly id: TextMessageId;
  /** In E.164. */
  readonly to: string;
  readonly text: string;
}
