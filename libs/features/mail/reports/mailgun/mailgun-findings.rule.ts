import { parseEmail } from '@platform/email/email-address.rule';
import { objectOf, optionalTextOf, textOf, type Json } from '../source/json-report.rule';
import type { Finding } from '../source/report-source';
import type { SuppressionReason } from '../../suppression/suppression-reason';

export function mailgunFindings(report: unknown): Finding[] {
  const event = objectOf(objectOf(report)['event-data']);
  const reason = reasonOf(event);
  if (!reason) return [];
  const address = parseEmail(textOf(event.recipient));
  if (!address) return [];
  return [{ eventId: textOf(event.id), address, reason, diagnostic: diagnosticOf(event) }];
}

function reasonOf(event: Json): SuppressionReason | undefined {
  const name = textOf(event.event);
  if (name === 'complained') return 'complaint';
  // With the reason `old`, Mailgun has given up after temporary failures.
  const isPermanent = name === 'failed' && event.severity === 'permanent' && event.reason !== 'old';
  return isPermanent ? 'bounce' : undefined;
}

function diagnosticOf(event: Json): string {
  const status = event['delivery-status'];
  if (typeof status !== 'object' || status === null) return '';
  const { message, description } = status as Json;
  return optionalTextOf(message) || optionalTextOf(description);
}
