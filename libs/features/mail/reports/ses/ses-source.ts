import { Logger } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { failureReason } from '@platform/http-client/failure-reason';
import type { HttpClient } from '@platform/http-client/http-client';
import { parseJsonReport } from '../source/json-report.rule';
import type { AuthenticReport, Delivery, ReportSource } from '../source/report-source';
import { isRecent } from '../source/report-time.rule';
import { ReportProblems } from '../source/report.errors';
import { sesFindings } from './ses-findings.rule';
import type { SnsCertificates } from './sns-certificates';
import { isSignedWith, parseSnsMessage, type SnsMessage } from './sns-message.rule';
import { isCertificateUrl, isSubscribeUrl, type SnsTopic } from './sns-topic.rule';

/** SNS repeats a message for up to an hour, with its original time. */
const MAX_AGE_MS = 65 * 60_000;
const NOTHING: AuthenticReport = { findings: [] };

/** Amazon SES, which publishes to a topic of Amazon SNS. */
export class SesSource implements ReportSource {
  readonly provider = 'ses';
  private readonly logger = new Logger('Email reports');

  constructor(
    private readonly topic: SnsTopic,
    private readonly certificates: SnsCertificates,
    private readonly http: HttpClient,
  ) {}

  async read({ body }: Delivery): Promise<AuthenticReport> {
    const message = parseSnsMessage(body);
    await this.refuseForged(message);
    if (!isRecent(message.time, Date.now(), MAX_AGE_MS)) throw ReportProblems.report_outdated();
    if (message.type === 'SubscriptionConfirmation') await this.confirm(message);
    if (message.type !== 'Notification') return NOTHING;
    return { findings: sesFindings(parseJsonReport(Buffer.from(message.text)), message.id) };
  }

  private async refuseForged(message: SnsMessage): Promise<void> {
    const { topic } = this;
    if (message.topic !== topic.arn || !isCertificateUrl(message.certificateUrl, topic))
      throw ReportProblems.report_not_authentic();
    const key = await this.certificates.keyAt(message.certificateUrl).catch(unavailable);
    if (!key || !isSignedWith(message, key)) throw ReportProblems.report_not_authentic();
  }

  private async confirm({ subscribeUrl }: SnsMessage): Promise<void> {
    if (!isSubscribeUrl(subscribeUrl, this.topic)) throw ReportProblems.report_malformed();
    const answer = await this.http.fetchWithin({ ms: 5000 })(subscribeUrl).catch(unavailable);
    if (!answer.ok) unavailable(new Error(`The confirmation was answered with status ${answer.status}.`));
    this.logger.log('The subscription of the SNS topic is confirmed.');
  }
}

function unavailable(error: unknown): never {
  if (error instanceof Problem) throw error;
  throw ServiceProblems.unavailable({
    headers: { 'retry-after': '60' },
    cause: new Error(`Amazon SNS cannot be called: ${failureReason(error)}`),
  });
}
