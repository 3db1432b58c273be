import type { KeyObject } from 'node:crypto';
import { parseJsonReport } from '../source/json-report.rule';
import type { AuthenticReport, Delivery, ReportSource } from '../source/report-source';
import { isRecent, timeOfSeconds } from '../source/report-time.rule';
import { ReportProblems } from '../source/report.errors';
import { sendgridFindings } from './sendgrid-findings.rule';
import { isSignedBySendgrid } from './sendgrid-signature.rule';

const PREFIX = 'x-twilio-email-event-webhook';

export class SendgridSource implements ReportSource {
  readonly provider = 'sendgrid';

  constructor(private readonly key: KeyObject) {}

  async read({ headers, body }: Delivery): Promise<AuthenticReport> {
    const timestamp = String(headers[`${PREFIX}-timestamp`] ?? '');
    const signature = String(headers[`${PREFIX}-signature`] ?? '');
    if (!isSignedBySendgrid({ timestamp, signature }, body, this.key)) throw ReportProblems.report_not_authentic();
    if (!isRecent(timeOfSeconds(timestamp), Date.now())) throw ReportProblems.report_outdated();
    return { findings: sendgridFindings(parseJsonReport(body)) };
  }
}
