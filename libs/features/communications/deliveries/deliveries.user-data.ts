import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { DeliveryEntity } from './delivery.entity';

const retention: RetentionDeclaration = {
  since: 'created_at',
  days: 90,
  event: 'the notification was created',
  where: "state <> 'waiting'",
};
const { technical, personal } = columnsKept(retention);

export const DELIVERIES_USER_DATA = userDataOf('communications.deliveries', [
  {
    name: 'communications_delivery',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention,
    columns: {
      id: technical('ID of the delivery'),
      user_id: personal('user who was notified', 'plain'),
      notification_id: personal('notification', 'plain'),
      source_id: technical('event, or notification that the app has sent'),
      channel: personal('email, push or text message', 'plain'),
      device_id: personal('device that it was sent to', 'plain'),
      state: personal('whether it was sent', 'plain'),
      is_digest: technical('whether it is sent together with others'),
      only_if_unread: technical('whether it is only sent if the notification is still unread'),
      attempts: technical('number of failed attempts'),
      reason: personal('why it was not sent', 'plain'),
      due_at: personal('when it is sent', 'plain'),
      created_at: personal('when the notification was created', 'plain'),
      settled_at: personal('when it was sent, or will not be sent any more', 'plain'),
    },
    rows: {
      entity: DeliveryEntity,
      kind: 'delivery',
      import: { never: 'Deliveries are about notifications of the installation that created them.' },
      reassign: 'moved',
    },
  },
]);
