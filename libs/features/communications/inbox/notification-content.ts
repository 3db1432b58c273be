import type { FilledTexts } from '@platform/notifications/notification-texts.rule';

export const CONTENT_PLACE = { table: 'communications_notification', column: 'content_sealed' };

/** What is sealed of a notification. Its texts are in the language that the user had when it was created. */
export interface NotificationContent {
  readonly language: string;
  readonly texts: FilledTexts;
  readonly data: Readonly<Record<string, unknown>>;
}
