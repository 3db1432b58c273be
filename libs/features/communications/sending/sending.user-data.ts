import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { RecipientEntity } from './recipient.entity';

const retention: RetentionDeclaration = {
  since: 'created_at',
  days: 30,
  event: 'the notification was sent',
  where: "state <> 'sending'",
};
const publication = columnsKept(retention);
const recipient = columnsKept('until the recipient is notified');
const INSTALLATION = 'The app sends notifications in the installation that it uses.';

export const SENDING_USER_DATA = userDataOf('communications.sending', [
  {
    name: 'communications_publication',
    holds: 'user-data',
    readers: ['notifications.send'],
    userColumns: [
      { column: 'actor_id', clearedByErasure: true },
      { column: 'last_user_id', clearedByErasure: true },
    ],
    retention,
    columns: {
      id: publication.technical('ID of the notification'),
      type: publication.technical('type of the notification'),
      topic_id: publication.technical('topic to whose subscribers it is sent'),
      state: publication.technical('whether it was sent'),
      actor_id: publication.personal('user who caused the notification', 'plain'),
      content_sealed: publication.personal('text and data of the notification, until it is sent', 'sealed'),
      last_user_id: publication.technical('last subscriber who was notified'),
      notified: publication.technical('number of users who were notified'),
      created_at: publication.technical('when it was sent'),
      ended_at: publication.technical('when all recipients were notified'),
    },
  },
  {
    name: 'communications_recipient',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      id: recipient.technical('ID of the entry'),
      publication_id: recipient.technical('notification that the user will get'),
      user_id: recipient.personal('recipient', 'plain'),
      created_at: recipient.technical('when it was sent'),
    },
    rows: {
      entity: RecipientEntity,
      kind: 'recipient',
      import: { never: INSTALLATION },
      reassign: 'moved',
    },
  },
]);
