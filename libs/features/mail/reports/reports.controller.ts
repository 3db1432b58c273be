import { Controller, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import type { Upload } from '@platform/http/uploads/upload';
import { UploadBody } from '@platform/http/uploads/upload-body';
import { MAIL_REPORTS } from '../mail.tags';
import { ReportProblems } from './source/report.errors';
import { ReportsService } from './reports.service';

const MAX_BYTES = 1024 * 1024;

@ApiTags(MAIL_REPORTS)
@Controller('v1/mail/:provider/events')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  /** Signatures cover the bytes of the body, so they are not parsed before. */
  @Post()
  @ForEveryone()
  @Limited('check')
  @Operation({
    id: 'receiveEmailReport',
    summary: 'Receive a report of an email provider',
    description:
      'For `ses`, `postmark`, `mailgun` and `sendgrid`, which send JSON, and for `dsn`, which sends a delivery status notification (RFC 3464) as `message/rfc822`. Each provider needs a setting and proves its reports with a signature or a secret. Permanent bounces and complaints suppress the address; everything else has no effect.',
    status: 204,
    upload: { types: ['application/json', 'text/plain', 'message/rfc822'], maxBytes: MAX_BYTES },
    refuses: [
      ReportProblems.report_not_authentic,
      ReportProblems.report_outdated,
      ReportProblems.report_already_received,
      ReportProblems.report_malformed,
      RequestProblems.not_found,
      RequestProblems.unsupported_media_type,
      RequestProblems.too_large,
    ],
  })
  async receive(@Param('provider') provider: string, @Req() request: FastifyRequest, @UploadBody() upload: Upload) {
    await this.reports.receive(provider, { headers: request.headers, body: await upload.collect(MAX_BYTES) });
  }
}
