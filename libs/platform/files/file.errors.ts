/** The content given to `put` is larger than its `maxBytes`. */
export class FileTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`The content is larger than ${maxBytes} bytes.`);
    this.name = 'FileTooLarge';
  }
}

/** The file has none of the bytes that were asked for. */
export class RangeNotSatisfiable extends Error {
  constructor(readonly size: number) {
    super(`The range lies outside of the ${size} bytes of the file.`);
    this.name = 'RangeNotSatisfiable';
  }
}
