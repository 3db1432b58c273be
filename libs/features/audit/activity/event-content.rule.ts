import type { UserId } from '@platform/ids/ids';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';

export interface EventContent {
  readonly action: string;
  readonly subject: UserId;
  readonly details?: object | undefined;
}

/** A text that is the same for equal events, also if the keys of their details have another order. */
export function contentOf({ action, subject, details }: EventContent): string {
  return String(canonicalJson([action, subject, details ?? null]));
}
