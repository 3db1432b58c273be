import { Injectable } from '@nestjs/common';
import { HttpClient } from '@platform/http-client/http-client';
import { DsnSource } from './dsn/dsn-source';
import { MailgunSource } from './mailgun/mailgun-source';
import { PostmarkSource } from './postmark/postmark-source';
import { ReportsConfig } from './reports.config';
import { sendgridKeyOf } from './sendgrid/sendgrid-signature.rule';
import { SendgridSource } from './sendgrid/sendgrid-source';
import { SesSource } from './ses/ses-source';
import { SnsCertificates } from './ses/sns-certificates';
import { parseSnsTopic } from './ses/sns-topic.rule';
import type { ReportSource } from './source/report-source';

/** The email providers that the operator has configured. */
@Injectable()
export class ReportSources {
  private readonly sources: readonly ReportSource[];

  constructor(
    { sesTopic, postmarkSecret, mailgunKey, sendgridKey, dsnSecret }: ReportsConfig,
    certificates: SnsCertificates,
    http: HttpClient,
  ) {
    const topic = parseSnsTopic(sesTopic ?? '');
    const publicKey = sendgridKeyOf(sendgridKey ?? '');
    this.sources = [
      ...(topic ? [new SesSource(topic, certificates, http)] : []),
      ...(postmarkSecret ? [new PostmarkSource(postmarkSecret)] : []),
      ...(mailgunKey ? [new MailgunSource(mailgunKey)] : []),
      ...(publicKey ? [new SendgridSource(publicKey)] : []),
      ...(dsnSecret ? [new DsnSource(dsnSecret)] : []),
    ];
  }

  find(provider: string): ReportSource | undefined {
    return this.sources.find((source) => source.provider === provider);
  }
}
