import { shortened } from '@platform/text/shortened.rule';
import type { NotificationDto } from '../inbox/inbox.dto';

/** What a device receives. */
export interface PushMessage {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly title: string;
  readonly text: string;
  /** Absent if it does not fit; the app can then read the notification. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const MAX_TITLE = 200;

/** Push services limit the size of messages, so long texts are shortened and large data is left out. */
export function pushMessageOf(
  { id, type, topic, title, text, data }: Omit<PushMessage, 'data'> & Pick<NotificationDto, 'data'>,
  maxBytes: number,
): PushMessage {
  const shown = { id, type, topic, title: shortened(title, MAX_TITLE), text };
  if (bytesOf({ ...shown, data }) <= maxBytes) return { ...shown, data };
  let length = [...text].length;
  let message: PushMessage = shown;
  while (bytesOf(message) > maxBytes && length > 0) {
    length = Math.floor(length * 0.9);
    message = { ...shown, text: shortened(text, length) };
  }
  return message;
}

function bytesOf(message: PushMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}
