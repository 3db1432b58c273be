/** A command cannot do what it was asked; the message is a sentence for whoever asked. */
export class CommandRefused extends Error {
  constructor(
    sentence: string,
    readonly exitCode = 1,
  ) {
    super(sentence);
    this.name = 'CommandRefused';
  }
}
