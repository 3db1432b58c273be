import { createHash } from 'node:crypto';
import { idFromBytes, idToBytes } from '@platform/ids/ids';

/**
 * Returns the ID of the job that delivers an event to a listener. It is always the same for both. It starts like the ID
 * of the event, so it increases with time.
 */
export function deliveryId(eventId: string, listener: string): string {
  const event = idToBytes(eventId);
  const bytes = createHash('sha256').update(event).update(listener).digest().subarray(0, 16);
  event.copy(bytes, 0, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idFromBytes(bytes);
}
