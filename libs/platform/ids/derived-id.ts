import { hash } from 'node:crypto';
import { idFromBytes, idToBytes } from './ids';

/** The time, and the counter within a millisecond. */
const ORDER_BYTES = 10;

/** An ID that is computed from a name, so that it is the same on every node. The name begins with its kind. */
export function derivedId<I extends string = string>(name: string): I {
  return idFromBytes(bytesOf(name));
}

/** The same, but it begins like another ID, so that derived rows are in the order of the rows they come from. */
export function derivedIdLike<I extends string = string>(id: string, name: string): I {
  const bytes = bytesOf(name);
  idToBytes(id).copy(bytes, 0, 0, ORDER_BYTES);
  return idFromBytes(bytes);
}

function bytesOf(name: string): Buffer {
  return hash('sha256', name, 'buffer').subarray(0, 16);
}
