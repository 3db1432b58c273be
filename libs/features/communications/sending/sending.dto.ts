import {
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  OneOfField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';
import { MAX_TYPE_LENGTH } from '@platform/notifications/define-notification';
import { DeliveryCountDto } from '../deliveries/deliveries.dto';
import { isRecipients, MAX_USERS, type Recipients } from './recipients.rule';

const TYPE = { max: MAX_TYPE_LENGTH, description: 'A type that your app has defined.', example: 'app.released' };
const ID = { description: 'The ID of the notification.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };

export class SendNotificationDto {
  @OneOfField({
    description: `The IDs of up to ${MAX_USERS} users, or a topic, whose subscribers get it.`,
    example: { topic: 'releases' },
    schemas: [
      { type: 'array', minItems: 1, maxItems: MAX_USERS, items: { type: 'string', format: 'uuid', maxLength: 36 } },
      {
        type: 'object',
        properties: { topic: { type: 'string', maxLength: 40 } },
        required: ['topic'],
        additionalProperties: false,
      },
    ],
    accepts: isRecipients,
    form: `[userId, …] (1–${MAX_USERS}) | { "topic": "…" }`,
  })
  to: Recipients;

  @TextField(TYPE)
  type: string;

  @TextField({
    optional: true,
    min: 1,
    max: 200,
    visible: true,
    description: 'The title, in place of the template of the type.',
    example: 'Version 2 is here',
  })
  title?: string;

  @TextField({
    optional: true,
    max: 2000,
    multiline: true,
    description: 'The text, in place of the template of the type.',
    example: 'It is faster.',
  })
  text?: string;

  @JsonField({
    optional: true,
    description: 'The data for the templates and for clients, at most 4 KiB as JSON.',
    example: { version: '2.0' },
  })
  data?: Record<string, unknown>;

  @IdField({
    optional: true,
    description: 'The user who caused it; the texts contain the name as `{{actor}}`.',
    example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
  })
  actorId?: UserId;

  @TextField({
    optional: true,
    min: 1,
    max: 100,
    description: 'Unread notifications of the same type with the same group are shown as one.',
    example: 'release-2.0',
  })
  group?: string;

  @TimeField({
    optional: true,
    description: 'When it leaves the inbox. By default after `NOTIFICATION_DAYS`.',
    example: '2027-01-20T00:00:00.000Z',
  })
  expiresAt?: string;
}

export class SentNotificationDto {
  @IdField(ID)
  id: string;

  @TextListField({
    maxItems: MAX_USERS,
    max: 36,
    description: 'The named users who do not exist, for example because their accounts were deleted.',
    example: [],
  })
  unknownUsers: string[];
}

export class PublicationDto {
  @IdField(ID)
  id: string;

  @TextField(TYPE)
  type: string;

  @ChoiceField({
    values: ['sending', 'sent', 'cancelled'],
    description: '`cancelled`: the topic or the type was deleted before all recipients were notified.',
    example: 'sent',
  })
  state: string;

  @IntegerField({
    min: 0,
    max: 4_294_967_295,
    description: 'The number of users who have been notified.',
    example: 2,
  })
  notified: number;

  @ShapeListField(() => DeliveryCountDto, { maxItems: 20, description: 'How it was sent besides the inbox.' })
  deliveries: readonly DeliveryCountDto[];

  @TimeField({ description: 'The time of the request.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ nullable: true, description: 'When all recipients had been notified.', example: null })
  endedAt: string | null;
}
