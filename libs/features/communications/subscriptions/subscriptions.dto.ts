import { BooleanField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { TOKEN } from '@platform/one-time/token-fields';

export class PublicTopicDto {
  @TextField({ max: 40, description: 'The name of the topic in requests.', example: 'releases' })
  topic: string;

  @TextField({ max: 100, description: 'The name that users see, in their language.', example: 'New releases' })
  title: string;

  @TextField({ max: 500, description: 'What the notifications are about.', example: 'What is new in the app' })
  description: string;
}

export class PublicTopicListDto {
  @ShapeListField(() => PublicTopicDto, { maxItems: 1000, description: 'The topics, by name.' })
  items: PublicTopicDto[];
}

export class SubscriptionDto extends PublicTopicDto {
  @TimeField({ description: 'When you subscribed.', example: '2026-11-20T20:15:00.000Z' })
  since: string;

  @BooleanField({ description: 'Whether it has begun. Otherwise you confirm it by email first.', example: true })
  confirmed: boolean;
}

export class ConfirmSubscriptionDto {
  @TextField({ ...TOKEN, optional: false })
  token: string;
}

export class SubscriptionListDto {
  @ShapeListField(() => SubscriptionDto, { maxItems: 1000, description: 'The topics that you subscribe to, by name.' })
  items: SubscriptionDto[];
}
