import { defineEvent } from '@platform/event-log/definitions/define-event';
import { Events } from '@platform/event-log/events';
import { IdField, TextField } from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';
import { defineNotification } from '@platform/notifications/define-notification';
import { notifyOn } from '@platform/notifications/notify-on';
import { ACCOUNT_TOPIC } from '@platform/notifications/topics';
import { Transactions } from '@platform/persistence/transactions';
import type { TestApi } from './test-api';

class CommentedFacts {
  @IdField({ description: 'The author of the comment.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  authorId: UserId;

  @TextField({ max: 40, pattern: /^[a-z0-9-]+$/, description: 'The post.', example: 'first' })
  post: string;
}

class CommentedData {
  @TextField({ max: 40, description: 'The post.', example: 'first' })
  post: string;
}

const Commented = defineEvent('test.commented', 1, CommentedFacts, 'A user commented on a post');
const CommentedNotification = defineNotification('test.commented', {
  channels: ['email', 'push'],
  topic: ACCOUNT_TOPIC,
  data: CommentedData,
  texts: {
    en: {
      title: '{{actor}} commented on {{post}}',
      text: 'Read it in {{app}}.',
      many: { title: '{{actor}} and {{others}} more commented on {{post}}', text: 'Read them in {{app}}.' },
    },
    de: {
      title: '{{actor}} hat {{post}} kommentiert',
      text: 'Lesen Sie den Kommentar in {{app}}.',
      many: { title: '{{actor}} und {{others}} weitere haben {{post}} kommentiert', text: 'In {{app}} lesen.' },
    },
  },
});

notifyOn({
  on: Commented,
  notification: CommentedNotification,
  partsFor: ({ facts: { authorId, post } }) => ({ data: { post }, actorId: authorId, group: post }),
});

/** Publishes an event of which the owner of a post is notified. Import this file before the product starts. */
export function comment({ app }: TestApi, owner: UserId, authorId: UserId, post: string): Promise<void> {
  const event = Commented.of({ subject: owner, facts: { authorId, post } });
  return app.get(Transactions).run(() => app.get(Events).publish(event));
}
