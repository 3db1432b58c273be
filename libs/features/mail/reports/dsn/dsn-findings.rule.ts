import { parseEmail } from '@platform/email/email-address.rule';
import { isPermanentFailureOfAddress } from './enhanced-status.rule';
import type { Finding } from '../source/report-source';
import type { DsnFields } from './delivery-status.rule';

/** The recipients that the mail server could not and will not reach. */
export function dsnFindings(recipients: readonly DsnFields[], messageHash: string): Finding[] {
  return recipients.flatMap((fields) => {
    const address = parseEmail(recipientIn(fields));
    const hasFailed = fields.get('action')?.toLowerCase() === 'failed';
    if (!address || !hasFailed || !isPermanentFailureOfAddress(statusIn(fields))) return [];
    const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '');
    return [{ eventId: `${messageHash} ${address.identity}`, address, reason: 'bounce', diagnostic }];
  });
}

/** The original recipient is the one to whom userkeep has sent the mail; the final one can be a forwarding address. */
function recipientIn(fields: DsnFields): string {
  const field = fields.get('original-recipient') ?? fields.get('final-recipient') ?? '';
  const address = field.slice(field.indexOf(';') + 1).trim();
  return /^<(.*)>$/.exec(address)?.[1] ?? address;
}

/** Mail servers add comments: `5.1.1 (bad destination mailbox address)`. */
function statusIn(fields: DsnFields): string {
  return (fields.get('status') ?? '').split(/[\s(]/)[0] ?? '';
}
