import { sesFindings } from './ses-findings.rule';

const RECIPIENTS = [{ emailAddress: 'Ada@Example.com', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' }];
const bounce = (bounceType: string, bouncedRecipients: unknown = RECIPIENTS) => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients,
    feedbackId: 'f',
    timestamp: '2026-11-20T20:15:00Z',
  },
  mail: { destination: ['ada@example.com'] },
});
const complaint = (complaintFeedbackType: string | undefined) => ({
  eventType: 'Complaint',
  complaint: { complainedRecipients: [{ emailAddress: 'ada@example.com' }], complaintFeedbackType },
});
const ADA = { address: 'Ada@example.com', identity: 'ada@example.com' };

describe('A report of Amazon SES', () => {
  it('about a permanent bounce names the address and the response of its server', () => {
    expect(sesFindings(bounce('Permanent'), 'id')).toEqual([
      { eventId: 'id ada@example.com', address: ADA, reason: 'bounce', diagnostic: 'smtp; 550 5.1.1 unknown' },
    ]);
  });

  it.each(['Transient', 'Undetermined'])('about a bounce of the type %s has no effect', (type) => {
    expect(sesFindings(bounce(type), 'id')).toEqual([]);
  });

  it('about a complaint names the address, in notifications and in events', () => {
    expect(sesFindings(complaint('abuse'), 'id')).toMatchObject([{ reason: 'complaint', diagnostic: 'abuse' }]);
    expect(sesFindings(complaint(undefined), 'id')).toMatchObject([{ reason: 'complaint', diagnostic: '' }]);
  });

  it('that an email is not spam has no effect', () => {
    expect(sesFindings(complaint('not-spam'), 'id')).toEqual([]);
  });

  it.each(['Delivery', 'Open'])('about an event of the type %s has no effect', (eventType) => {
    expect(sesFindings({ eventType }, 'id')).toEqual([]);
  });

  it('skips recipients that are not addresses', () => {
    expect(sesFindings(bounce('Permanent', [{ emailAddress: 'a@x, evil@y' }]), 'id')).toEqual([]);
  });

  it.each([[null], [[]], [{}], [bounce('Permanent', 'ada@example.com')], [bounce('Permanent', [7])]])(
    'is malformed: %j',
    (report) => {
      expect(() => sesFindings(report, 'id')).toThrow('mail.report_malformed');
    },
  );
});
