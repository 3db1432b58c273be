import { parseEmail } from '@platform/email/email-address.rule';
import { objectOf, optionalTextOf, textOf } from '../source/json-report.rule';
import type { Finding } from '../source/report-source';
import type { SuppressionReason } from '../../suppression/suppression-reason';

/** The types of bounces after which the address does not work. Postmark reports all others as bounces as well. */
const PERMANENT: ReadonlySet<string> = new Set(['HardBounce', 'BadEmailAddress']);

export function postmarkFindings(message: unknown): Finding[] {
  const report = objectOf(message);
  const type = optionalTextOf(report.Type);
  const reason = reasonOf(textOf(report.RecordType), type);
  if (!reason) return [];
  const address = parseEmail(textOf(report.Email));
  if (!address) return [];
  // Not `ID`, which can be too large for a number.
  const eventId = `${textOf(report.MessageID)} ${type} ${address.identity}`;
  return [
    { eventId, address, reason, diagnostic: optionalTextOf(report.Details) || optionalTextOf(report.Description) },
  ];
}

function reasonOf(recordType: string, type: string): SuppressionReason | undefined {
  if (recordType === 'SpamComplaint') return 'complaint';
  return recordType === 'Bounce' && PERMANENT.has(type) ? 'bounce' : undefined;
}
