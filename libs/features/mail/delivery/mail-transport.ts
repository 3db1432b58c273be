/** A finished mail to one recipient. */
export interface Message {
  readonly id: string;
  readonly messageId: string;
  readonly date: Date;
  /** One address, made by `parseEmail`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What may be repeated nowhere, not even where a server quotes it: links and codes. */
  readonly secrets: readonly string[];
}

/** Not known to have been taken. The message is a sentence without addresses or secrets, for rows and logs. */
export class NotDelivered extends Error {
  constructor(
    sentence: string,
    /** Another attempt would end alike. */
    readonly isFinal: boolean,
  ) {
    super(sentence);
    this.name = 'NotDelivered';
  }
}

/** Takes mails where they are to go. */
export abstract class MailTransport {
  /** What the other side answered, fit to be kept; or throws `NotDelivered`. */
  abstract deliver(message: Message): Promise<string>;

  /** Whatever is under way ends. */
  abstract close(): void;
}
