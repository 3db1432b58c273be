import type { Contact } from '@features/users';
import type { NotificationDto } from '../inbox/inbox.dto';
import type { Delivery } from './delivery.repository';

/** What a channel sends. */
export interface OutgoingNotification {
  readonly delivery: Delivery;
  readonly notification: NotificationDto;
  readonly contact: Contact;
}

/** The notification cannot be sent. The message is stored, so it contains no address, token or text. */
export class NotSent extends Error {
  constructor(
    sentence: string,
    /** Whether a retry is pointless. */
    readonly isFinal: boolean,
  ) {
    super(sentence);
    this.name = 'NotSent';
  }
}

/** Sends notifications by one channel. */
export interface ChannelSender {
  /**
   * Whether `send` only writes to the database. It then runs in the transaction that records it, and so happens exactly
   * once. Otherwise it can be called again for what was sent before, if the process was killed in between.
   */
  readonly isTransactional: boolean;
  /** Throws `NotSent` if it is not sent. */
  send(outgoing: OutgoingNotification): Promise<void>;
}
