import { parseEmail } from '@platform/email/email-address.rule';
import { listOf, objectOf, optionalTextOf, textOf, type Json } from '../source/json-report.rule';
import type { Finding } from '../source/report-source';
import type { SuppressionReason } from '../../suppression/suppression-reason';

export function sendgridFindings(report: unknown): Finding[] {
  return listOf(report).flatMap((entry) => {
    const event = objectOf(entry);
    const reason = reasonOf(event);
    const address = reason && parseEmail(textOf(event.email));
    if (!address) return [];
    return [{ eventId: textOf(event.sg_event_id), address, reason, diagnostic: optionalTextOf(event.reason) }];
  });
}

/** A bounce of the type `blocked` rejects the sender or is temporary. */
function reasonOf(event: Json): SuppressionReason | undefined {
  const name = textOf(event.event);
  if (name === 'spamreport') return 'complaint';
  return name === 'bounce' && event.type !== 'blocked' ? 'bounce' : undefined;
}
