import { BooleanField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { LANGUAGE } from './language-field';

export const TOPIC = { max: 40, description: 'The name of the topic in requests.', example: 'releases' };

export class TopicNamesDto {
  @TextField(LANGUAGE)
  language: string;

  @TextField({ min: 1, max: 100, visible: true, description: 'The name that users see.', example: 'New releases' })
  title: string;

  @TextField({ max: 500, description: 'What the notifications are about.', example: 'What is new in the app' })
  description: string;
}

const DOUBLE_OPT_IN = {
  description: 'Whether a subscription begins only after the user has confirmed it by email, as for advertising.',
  example: false,
};
const NAMES = { maxItems: 50, description: 'The name and description in each language.' };

export class TopicDto {
  @TextField(TOPIC)
  topic: string;

  @BooleanField({
    description: 'Whether it is a topic of the product, to which no one can subscribe.',
    example: false,
  })
  builtIn: boolean;

  @IntegerField({ min: 0, max: 4_294_967_295, description: 'The number of changes; 0 if built in.', example: 1 })
  version: number;

  @BooleanField(DOUBLE_OPT_IN)
  doubleOptIn: boolean;

  @ShapeListField(() => TopicNamesDto, NAMES)
  names: TopicNamesDto[];

  @TimeField({ nullable: true, description: 'The time of the last change; null if built in.', example: null })
  changedAt: string | null;
}

export class TopicListDto {
  @ShapeListField(() => TopicDto, { maxItems: 1000, description: 'The topics, by name.' })
  items: TopicDto[];
}

export class PutTopicDto {
  @ShapeListField(() => TopicNamesDto, NAMES)
  names: TopicNamesDto[];

  @BooleanField({ ...DOUBLE_OPT_IN, optional: true })
  doubleOptIn?: boolean;
}
