import { Injectable } from '@nestjs/common';
import { fieldsOf } from '@platform/http/fields/field-registry';
import { notificationOfType, type NotificationDefinition } from '@platform/notifications/define-notification';
import type { NotificationTexts } from '@platform/notifications/notification-texts.rule';
import { FALLBACK_LANGUAGE, nearestLanguage } from '@platform/text/nearest-language.rule';
import type { LanguageTexts } from './notification-type.entity';
import { NotificationTypeRepository, type TypeContent } from './notification-type.repository';

/** A type of notification with the texts that apply now. */
export interface NotificationType extends TypeContent {
  readonly type: string;
}

/** The types of the product and of the app. */
@Injectable()
export class NotificationTypes {
  constructor(private readonly types: NotificationTypeRepository) {}

  async find(type: string): Promise<NotificationType | undefined> {
    return (await this.types.find(type)) ?? builtInType(type);
  }
}

export function builtInType(type: string): NotificationType | undefined {
  const definition = notificationOfType(type);
  return definition && contentOf(definition);
}

/** The nearest language to that of the user; the first one if there is no text in English. */
export function textsFor({ texts }: Pick<NotificationType, 'texts'>, language: string): NotificationTexts {
  const nearest = nearestLanguage(language, new Set(texts.map((text) => text.language))) ?? FALLBACK_LANGUAGE;
  return texts.find((text) => text.language === nearest) ?? (texts[0] as LanguageTexts);
}

function contentOf({ type, topic, channels, data, texts }: NotificationDefinition): NotificationType {
  const fields = [...fieldsOf(data).keys()];
  return {
    type,
    topic,
    channels,
    fields,
    texts: Object.entries(texts).map(([language, text]) => ({ language, ...text })),
  };
}
