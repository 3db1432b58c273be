/** A rendered mail to one recipient. */
export interface Message {
  readonly id: string;
  readonly messageId: string;
  readonly date: Date;
  /** One address, normalised by `parseEmail`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link that ends such mails with one click of the mail client. */
  readonly unsubscribe?: string | undefined;
  /** The links and codes, which must not be logged or stored, even if the response of a server quotes them. */
  readonly secrets: readonly string[];
}

/** The mail may not have been delivered. The message is safe to store and log: it has no addresses or secrets. */
export class NotDelivered extends Error {
  constructor(
    sentence: string,
    /** Whether a retry is pointless. */
    readonly isFinal: boolean,
  ) {
    super(sentence);
    this.name = 'NotDelivered';
  }
}

/** Delivers mails. */
export abstract class MailTransport {
  /** Returns the response of the server without secrets, or throws `NotDelivered`. */
  abstract deliver(message: Message): Promise<string>;

  /** Aborts all deliveries in progress. */
  abstract close(): void;
}
