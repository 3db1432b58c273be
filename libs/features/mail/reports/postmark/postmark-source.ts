import { parseJsonReport } from '../source/json-report.rule';
import type { AuthenticReport, Delivery, ReportSource } from '../source/report-source';
import { ReportProblems } from '../source/report.errors';
import { isSameSecret } from '../source/same-secret.rule';
import { basicPasswordOf } from './basic-password.rule';
import { postmarkFindings } from './postmark-findings.rule';

/** Postmark, which signs nothing and sends a configured password. */
export class PostmarkSource implements ReportSource {
  readonly provider = 'postmark';

  constructor(private readonly secret: string) {}

  async read({ headers, body }: Delivery): Promise<AuthenticReport> {
    const password = basicPasswordOf(headers.authorization);
    if (password === undefined || !isSameSecret(password, this.secret)) throw ReportProblems.report_not_authentic();
    return { findings: postmarkFindings(parseJsonReport(body)) };
  }
}
