import type { Contact } from '@features/users';
import type { NotificationDto } from '../inbox/inbox.dto';
import type { Delivery } from './delivery.repository';

/** What a channel sends. */
export interface OutgoingNotification {
  readonly delivery: Delivery;
  readonly notification: NotificationDto;
  readonly contact: Contact;
}

/** The notification cannot be sent. */
export class NotSent extends Error {
  constructor(
    /** Stored and shown to the user, so it contains no address, token or text, and nothing about the network. */
    readonly reason: string,
    /** Whether a retry is pointless. */
    readonly isFinal: boolean,
    /** For the operator. */
    detail?: string,
    /** When the service accepts it again; undefined if it did not say. */
    readonly retryAfterMs?: number,
  ) {
    super(detail ?? reason);
    this.name = 'NotSent';
  }
}

/** The notification is not sent now, because its service does not accept calls for this time. */
export class SendLater extends Error {
  constructor(readonly delayMs: number) {
    super('The service is paused.');
    this.name = 'SendLater';
  }
}

/** Sends notifications by one channel. */
export interface ChannelSender {
  /**
   * Whether `send` only writes to the database. It then runs in the transaction that records it, and so happens exactly
   * once. Otherwise it can be called again for what was sent before, if the process was killed in between.
   */
  readonly isTransactional: boolean;
  /** For how long after it was due a notification is tried; until the last attempt of the job by default. */
  readonly triesForMs?: number;
  /** Throws `NotSent` or `SendLater` if it is not sent. */
  send(outgoing: OutgoingNotification): Promise<void>;
}
