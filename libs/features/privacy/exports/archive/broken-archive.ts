/** An archive that is damaged, incomplete or not what its signature says. */
export class BrokenArchive extends Error {
  constructor(
    /** The entry; undefined if the fault concerns the archive as a whole. */
    readonly entry: string | undefined,
    readonly reason: string,
  ) {
    super(entry === undefined ? `The archive is not valid: ${reason}.` : `${entry} is not valid: ${reason}.`);
    this.name = 'BrokenArchive';
  }
}
