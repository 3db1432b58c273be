/** The restore cannot be done as requested. Nothing was changed. */
export class RestoreRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'RestoreRefused';
  }
}
