/** The content given to `put` is larger than its `maxBytes`. */
export class FileTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`The content is larger than ${maxBytes} bytes.`);
    this.name = 'FileTooLarge';
  }
}

/** The requested range is outside the file. */
export class RangeNotSatisfiable extends Error {
  constructor(readonly size: number) {
    super(`The range lies outside of the ${size} bytes of the file.`);
    this.name = 'RangeNotSatisfiable';
  }
}
