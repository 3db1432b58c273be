import { parseEmail } from '@platform/email/email-address.rule';
import { listOf, objectOf, optionalTextOf, textOf, type Json } from '../source/json-report.rule';
import type { Finding } from '../source/report-source';

/** The bounces and complaints in a notification or an event of Amazon SES. */
export function sesFindings(message: unknown, eventId: string): Finding[] {
  const report = objectOf(message);
  // Notifications of an identity and events of a configuration set name their type differently.
  const type = optionalTextOf(report.notificationType) || textOf(report.eventType);
  if (type === 'Bounce') return bouncesIn(objectOf(report.bounce), eventId);
  if (type === 'Complaint') return complaintsIn(objectOf(report.complaint), eventId);
  return [];
}

function bouncesIn(bounce: Json, eventId: string): Finding[] {
  if (textOf(bounce.bounceType) !== 'Permanent') return [];
  return findingsFor(bounce.bouncedRecipients, (recipient, address) => ({
    eventId: `${eventId} ${address.identity}`,
    address,
    reason: 'bounce',
    diagnostic: optionalTextOf(recipient.diagnosticCode) || optionalTextOf(recipient.status),
  }));
}

function complaintsIn(complaint: Json, eventId: string): Finding[] {
  const kind = optionalTextOf(complaint.complaintFeedbackType);
  if (kind === 'not-spam') return [];
  return findingsFor(complaint.complainedRecipients, (_recipient, address) => ({
    eventId: `${eventId} ${address.identity}`,
    address,
    reason: 'complaint',
    diagnostic: kind,
  }));
}

function findingsFor(
  recipients: unknown,
  findingOf: (recipient: Json, address: Finding['address']) => Finding,
): Finding[] {
  return listOf(recipients).flatMap((entry) => {
    const recipient = objectOf(entry);
    const address = parseEmail(textOf(recipient.emailAddress));
    return address ? [findingOf(recipient, address)] : [];
  });
}
