/** An archive that cannot be used. The message says which one, what is wrong, and where. */
export class UnusableArchive extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UnusableArchive';
  }
}

/** An archive whose bytes are not those that were written. */
export class DamagedArchive extends UnusableArchive {
  constructor(archive: string, place: string, byte: number, detail?: string) {
    super(`${archive} is damaged ${place} at byte ${byte.toLocaleString('en')}${detail ? `: ${detail}` : ''}.`);
    this.name = 'DamagedArchive';
  }
}
