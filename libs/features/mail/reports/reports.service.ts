import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { redactedResponse } from '../delivery/server-answer.rule';
import { MailRepository } from '../queue/mail.repository';
import { Suppressions } from '../suppression/suppressions';
import { ReportSources } from './report-sources';
import { ReceivedReportRepository } from './received-report.repository';
import type { AuthenticReport, Delivery, Finding, ProviderName } from './source/report-source';
import { ReportProblems } from './source/report.errors';

/** Providers report most bounces within minutes, and complaints within days. */
const MAX_DAYS = 30;
const MAX_DIAGNOSTIC = 200;

/** Suppresses the addresses that email providers report. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly sources: ReportSources,
    private readonly received: ReceivedReportRepository,
    private readonly mails: MailRepository,
    private readonly suppressions: Suppressions,
    private readonly transactions: Transactions,
  ) {}

  async receive(provider: string, delivery: Delivery): Promise<void> {
    const source = this.sources.find(provider);
    if (!source) throw RequestProblems.not_found();
    const report = await source.read(delivery);
    await this.transactions.run(() => this.apply(source.provider, report));
  }

  private async apply(provider: ProviderName, { nonce, findings }: AuthenticReport): Promise<void> {
    if (nonce !== undefined && !(await this.received.add(provider, 'signature', nonce)))
      throw ReportProblems.report_already_received();
    for (const finding of findings) await this.applyFinding(provider, finding);
  }

  /** Only addresses to which this installation has sent mail are suppressed, so that a report cannot add any others. */
  private async applyFinding(provider: ProviderName, { eventId, address, reason, diagnostic }: Finding): Promise<void> {
    if (!(await this.mails.hasRecentMailTo(address.identity, MAX_DAYS))) return;
    if (!(await this.received.add(provider, 'event', eventId))) return;
    const plain = redactedResponse(diagnostic, [address.address]).slice(0, MAX_DIAGNOSTIC);
    await this.suppressions.suppress(address, { reason, provider, diagnostic: plain || null });
  }
}
