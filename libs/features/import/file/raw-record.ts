import type { RefusalReason } from '../import-refused';

/** One record of the file. */
export interface RawRecord {
  /** Counted from 1. */
  readonly number: number;
  readonly line: number;
  /** The position in the file after this record, in bytes. */
  readonly end: number;
  /** The JSON of the record, or a fault that prevents reading it. */
  readonly text?: string;
  readonly fault?: Extract<RefusalReason, 'not_json' | 'record_too_large' | 'file_cut_off'>;
}

/** Splits a file into records, independent of the size of the chunks. */
export interface Splitter {
  push(chunk: Buffer): RawRecord[];
  end(): RawRecord[];
}

export const MAX_RECORD_BYTES = 1024 * 1024;

const strictDecoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a record, unless it is not UTF-8. */
export function textOrFault(bytes: Buffer): Pick<RawRecord, 'text' | 'fault'> {
  try {
    return { text: strictDecoder.decode(bytes) };
  } catch {
    return { fault: 'not_json' };
  }
}

/** Collects the bytes of one record from several chunks. The bytes of a record that is too large are dropped. */
export class Segments {
  private pieces: Buffer[] = [];
  private size = 0;

  get isTooLarge(): boolean {
    return this.size > MAX_RECORD_BYTES;
  }

  add(piece: Buffer): void {
    this.size += piece.length;
    if (this.isTooLarge) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  take(): Buffer {
    const whole = Buffer.concat(this.pieces);
    this.pieces = [];
    this.size = 0;
    return whole;
  }
}
