import type { NotificationAction } from '@platform/notifications/notification-texts.rule';
import { shortened } from '@platform/text/shortened.rule';

/** What a device receives. */
export interface PushMessage {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly title: string;
  readonly text: string;
  /** Absent, as the actions are, if they do not fit; the app can then read the notification. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly actions?: readonly NotificationAction[];
}

const MAX_TITLE = 200;

/** Push services limit the size of messages, so long texts are shortened and large data is left out. */
export function pushMessageOf(
  { id, type, topic, title, text, data, actions }: Required<PushMessage>,
  maxBytes: number,
): PushMessage {
  const shown = { id, type, topic, title: shortened(title, MAX_TITLE), text };
  const whole = { ...shown, data, actions };
  if (bytesOf(whole) <= maxBytes) return whole;
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
