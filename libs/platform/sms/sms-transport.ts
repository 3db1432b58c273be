export interface TextMessage {
  /** In E.164. */
  readonly to: string;
  readonly text: string;
  /** After this time the message is of no use. */
  readonly secondsLeft: number;
}

/** The message was not sent. The reason is stored, so it contains neither the number nor the text. */
export class SmsNotDelivered extends Error {
  constructor(
    reason: string,
    /** Whether a retry is pointless. */
    readonly isFinal: boolean,
  ) {
    super(reason);
    this.name = 'SmsNotDelivered';
  }
}

/** Sends text messages. */
export abstract class SmsTransport {
  /** Returns the answer of the service, without the number and the text. Throws `SmsNotDelivered`. */
  abstract deliver(message: TextMessage): Promise<string>;
}
