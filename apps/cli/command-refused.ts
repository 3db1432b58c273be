/** A command cannot do what it was asked; the message is a sentence for whoever asked. */
export class CommandRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CommandRefused';
  }
}
