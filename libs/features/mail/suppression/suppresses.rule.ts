import type { MailPurpose } from '../define-mail';
import type { SuppressionReason } from './suppression-reason';

/** A bounced address receives nothing. A complaint stops only emails that the user neither needs nor asked for. */
export function suppresses(reason: SuppressionReason, purpose: MailPurpose): boolean {
  return reason === 'bounce' || purpose === 'notification';
}

/** The stricter reason stays, whichever report arrives first. */
export function isStricter(reason: SuppressionReason, than: SuppressionReason): boolean {
  return reason === 'bounce' && than === 'complaint';
}
