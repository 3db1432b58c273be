import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import { MAX_TYPE_LENGTH, NOTIFICATION_TYPE } from '@platform/notifications/define-notification';
import { MAX_ACTIONS, MAX_PATH_LENGTH } from '@platform/notifications/notification-texts.rule';
import { TOPIC_NAME } from '@platform/notifications/topics';

export const MAX_TITLE_LENGTH = 500;
export const MAX_TEXT_LENGTH = 5000;

const TOPIC = { max: 40, pattern: TOPIC_NAME, example: 'security' };
const UNREAD = { min: 0, max: 4_294_967_295, description: 'The number of unread notifications.', example: 3 };

export class NotificationsQuery extends PageQuery {
  @ChoiceField({
    values: ['unread', 'read', 'archived'],
    optional: true,
    description: 'Only notifications in this state. Without it, all except archived ones.',
  })
  state?: 'unread' | 'read' | 'archived';
}

export class NotificationGroupDto {
  @IntegerField({ min: 0, max: 4_294_967_295, description: 'How many users caused the group.', example: 4 })
  people: number;
}

export class NotificationActionDto {
  @TextField({ max: MAX_TITLE_LENGTH, description: 'The title.', example: 'Read what is new' })
  title: string;

  @TextField({ max: MAX_PATH_LENGTH, description: 'The path in your app.', example: '/releases/2.0' })
  path: string;
}

export class NotificationDto {
  @IdField({ description: 'The ID of the notification.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({
    max: MAX_TYPE_LENGTH,
    pattern: NOTIFICATION_TYPE,
    description: 'What happened.',
    example: 'auth.password_changed',
  })
  type: string;

  @TextField({ ...TOPIC, description: 'The topic for which the user chooses channels.' })
  topic: string;

  @TextField({ max: MAX_TITLE_LENGTH, description: 'The title.', example: 'Your password was changed' })
  title: string;

  @TextField({
    max: MAX_TEXT_LENGTH,
    multiline: true,
    description: 'The text.',
    example: 'If this was not you, reset your password.',
  })
  text: string;

  @JsonField({ description: 'The data of this type, for example the ID of what it is about.', example: {} })
  data: Readonly<Record<string, unknown>>;

  @ShapeListField(() => NotificationActionDto, {
    maxItems: MAX_ACTIONS,
    description: 'What the user can do about it, for example as buttons.',
  })
  actions: readonly NotificationActionDto[];

  @IdField({
    nullable: true,
    description: 'The user who caused it; null if no user did, or if the user was erased.',
    example: null,
  })
  actorId: string | null;

  @ShapeField(() => NotificationGroupDto, {
    optional: true,
    description: 'Present if it stands for all unread notifications of a group.',
  })
  group?: NotificationGroupDto;

  @BooleanField({ description: 'Whether it is archived.', example: false })
  archived: boolean;

  @TimeField({ nullable: true, description: 'When it was read; null if it is unread.', example: null })
  readAt: string | null;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ description: 'When it will be deleted.', example: '2027-05-19T20:15:00.000Z' })
  expiresAt: string;
}

export class NotificationListDto {
  @ShapeListField(() => NotificationDto, { maxItems: 100, description: 'The notifications, newest first.' })
  items: NotificationDto[];

  @IntegerField(UNREAD)
  unread: number;

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class UpdateNotificationDto {
  @BooleanField({ optional: true, description: 'Whether it is read.', example: true })
  read?: boolean;

  @BooleanField({
    optional: true,
    description: 'Whether it is archived. An archived notification is read.',
    example: false,
  })
  archived?: boolean;
}

export class MarkNotificationsReadDto {
  @TextField({ ...TOPIC, optional: true, description: 'Only notifications of this topic.' })
  topic?: string;
}

export class UnreadDto {
  @IntegerField(UNREAD)
  unread: number;
}
