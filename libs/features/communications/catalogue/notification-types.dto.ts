import {
  BooleanField,
  IntegerField,
  ShapeField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http/fields/fields';
import { CHANNELS, type Channel } from '@platform/notifications/channels';
import { MAX_TYPE_LENGTH } from '@platform/notifications/define-notification';
import { ACTION_PATH, MAX_ACTIONS } from '@platform/notifications/notification-texts.rule';
import { TOPIC_NAME } from '@platform/notifications/topics';
import { LANGUAGE } from './language-field';

const TOPIC = { max: 40, pattern: TOPIC_NAME, description: 'The topic.', example: 'releases' };
const TITLE = {
  min: 1,
  max: 200,
  visible: true,
  description: 'The template of the title. `{{name}}` is replaced by a field of the data.',
  example: 'Version {{version}} is here',
};
const TEXT = {
  max: 2000,
  multiline: true,
  description: 'The template of the text.',
  example: 'Read what is new in {{app}}.',
};
const CHANNEL_LIST = {
  maxItems: CHANNELS.length,
  max: 5,
  values: CHANNELS,
  description:
    'Where it is sent besides the inbox, if the user has not turned the channel off. By default by email and push, or as in the product.',
  example: ['push'],
};
const FIELDS = {
  maxItems: 50,
  max: 40,
  pattern: /^[A-Za-z]\w*$/,
  description:
    'The fields of the data that the texts can contain, besides `{{app}}`, `{{actor}}` (the user who caused it) and `{{others}}`.',
  example: ['version'],
};

export class NotificationTextDto {
  @TextField(TITLE)
  title: string;

  @TextField(TEXT)
  text: string;
}

export class ActionTemplateDto {
  @TextField({
    min: 1,
    max: 80,
    visible: true,
    description: 'The template of its title.',
    example: 'Read what is new',
  })
  title: string;

  @TextField({
    max: 300,
    pattern: ACTION_PATH,
    description: 'The template of the path in your app. Fields of the data are encoded.',
    example: '/releases/{{version}}',
  })
  path: string;
}

export class LanguageTextsDto extends NotificationTextDto {
  @TextField(LANGUAGE)
  language: string;

  @ShapeField(() => NotificationTextDto, {
    optional: true,
    description: 'For a group that several users caused; `{{others}}` is the number of users besides the last.',
  })
  many?: NotificationTextDto;

  @ShapeListField(() => ActionTemplateDto, {
    optional: true,
    maxItems: MAX_ACTIONS,
    description: 'What the user can do about it, for example as buttons. Emails open the first one.',
  })
  actions?: readonly ActionTemplateDto[];
}

const TEXTS = { maxItems: 50, description: 'The templates in each language.' };

export class NotificationTypeDto {
  @TextField({ max: MAX_TYPE_LENGTH, description: 'The name of the type.', example: 'app.released' })
  type: string;

  @TextField(TOPIC)
  topic: string;

  @BooleanField({ description: 'Whether it is a type of the product.', example: false })
  builtIn: boolean;

  @IntegerField({ min: 0, max: 4_294_967_295, description: 'The number of changes.', example: 1 })
  version: number;

  @TextListField(CHANNEL_LIST)
  channels: readonly Channel[];

  @TextListField(FIELDS)
  fields: string[];

  @ShapeListField(() => LanguageTextsDto, TEXTS)
  texts: LanguageTextsDto[];

  @TimeField({ nullable: true, description: 'The time of the last change; null if unchanged.', example: null })
  changedAt: string | null;
}

export class NotificationTypeListDto {
  @ShapeListField(() => NotificationTypeDto, { maxItems: 1000, description: 'The types, by name.' })
  items: NotificationTypeDto[];
}

export class PutNotificationTypeDto {
  @TextField({ ...TOPIC, optional: true, description: 'The topic. Required, except for a built-in type.' })
  topic?: string;

  @TextListField({ ...CHANNEL_LIST, optional: true })
  channels?: readonly Channel[];

  @TextListField({ ...FIELDS, optional: true })
  fields?: string[];

  @ShapeListField(() => LanguageTextsDto, TEXTS)
  texts: LanguageTextsDto[];
}
