import { createHash } from 'node:crypto';
import type { AuthenticReport, Delivery, ReportSource } from '../source/report-source';
import { ReportProblems } from '../source/report.errors';
import { isSameSecret } from '../source/same-secret.rule';
import { deliveryStatusOf } from './delivery-status.rule';
import { dsnFindings } from './dsn-findings.rule';

/** A mail server that posts delivery status notifications as it received them. */
export class DsnSource implements ReportSource {
  readonly provider = 'dsn';

  constructor(private readonly secret: string) {}

  async read({ headers, body }: Delivery): Promise<AuthenticReport> {
    if (!isSameSecret(headers.authorization ?? '', `Bearer ${this.secret}`))
      throw ReportProblems.report_not_authentic();
    const recipients = deliveryStatusOf(body.toString('utf8'));
    if (!recipients) throw ReportProblems.report_malformed();
    return { findings: dsnFindings(recipients, createHash('sha256').update(body).digest('base64')) };
  }
}
