/** The command cannot be completed. The message is shown to the operator. */
export class CommandRefused extends Error {
  constructor(
    sentence: string,
    readonly exitCode = 1,
  ) {
    super(sentence);
    this.name = 'CommandRefused';
  }
}
