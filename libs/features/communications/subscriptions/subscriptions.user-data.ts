import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { SubscriptionEntity } from './subscription.entity';

const { technical, personal } = columnsKept('until the user unsubscribes or the topic is deleted');

export const SUBSCRIPTIONS_USER_DATA = userDataOf('communications.subscriptions', [
  {
    name: 'communications_subscription',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      id: technical('ID of the subscription, computed from its user and topic'),
      user_id: personal('subscriber', 'plain'),
      topic_id: personal('topic of the subscription', 'plain'),
      since: personal('when the user subscribed', 'plain'),
      confirmed_at: personal('when the user confirmed it by email', 'plain'),
    },
    rows: {
      entity: SubscriptionEntity,
      kind: 'subscription',
      import: { never: 'The topics of another installation are not those of this one.' },
      reassign: { stays: 'A subscription is the choice of the person who made it.' },
    },
  },
]);
