import { parseJsonReport } from '../source/json-report.rule';
import type { AuthenticReport, Delivery, ReportSource } from '../source/report-source';
import { isRecent, timeOfSeconds } from '../source/report-time.rule';
import { ReportProblems } from '../source/report.errors';
import { mailgunFindings } from './mailgun-findings.rule';
import { isSignedByMailgun, mailgunSignatureIn } from './mailgun-signature.rule';

export class MailgunSource implements ReportSource {
  readonly provider = 'mailgun';

  constructor(private readonly key: string) {}

  async read({ body }: Delivery): Promise<AuthenticReport> {
    const report = parseJsonReport(body);
    const signature = mailgunSignatureIn(report);
    if (!isSignedByMailgun(signature, this.key)) throw ReportProblems.report_not_authentic();
    if (!isRecent(timeOfSeconds(signature.timestamp), Date.now())) throw ReportProblems.report_outdated();
    return { nonce: signature.token, findings: mailgunFindings(report) };
  }
}
