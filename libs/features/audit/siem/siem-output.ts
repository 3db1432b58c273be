/** Where the lines go: a file or an endpoint. */
export interface SiemOutput {
  /** The maximum size of a text; only a single line can be longer. */
  readonly maxBytes: number;
  /** Resolves when the output has stored the text. After a failure, the same lines are written again. */
  write(text: string): Promise<void>;
  /** Ends a write that is waiting, because the process stops. */
  close?(): void;
}
