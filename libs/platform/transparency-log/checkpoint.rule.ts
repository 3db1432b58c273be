import { fromBase64 } from './base64.rule';
import { HASH_BYTES } from './tree.rule';

/** The state of a log after some number of leaves, as in C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Identifies the log, for example `example.com/userkeep`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const SIZE = /^(0|[1-9]\d{0,15})$/;

/** The text that a log signs. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Returns undefined if the text of a note is not a checkpoint. Further lines, which have no meaning here, are ignored. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', size = '', base64 = '', ...extensions] = text.split('\n');
  const root = fromBase64(base64);
  const hasForm = text.endsWith('\n') && extensions.indexOf('') === extensions.length - 1;
  if (!hasForm || origin === '' || !SIZE.test(size) || !Number.isSafeInteger(Number(size))) return undefined;
  if (root?.length !== HASH_BYTES) return undefined;
  return { origin, size: Number(size), root };
}
