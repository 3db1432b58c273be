import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AUDIT_ADMIN } from '../audit.tags';
import { EXPORT_AUDIT, READ_AUDIT } from '../audit.permissions';
import { AuditExportService } from './audit-export.service';
import { AuditExportQuery, AuditListDto, AuditQuery } from './audit-search.dto';
import { AuditSearchService } from './audit-search.service';

@ApiTags(AUDIT_ADMIN)
@Controller('v1/admin/audit')
export class AuditSearchController {
  constructor(
    private readonly searches: AuditSearchService,
    private readonly exports: AuditExportService,
  ) {}

  @Get()
  @ForPermission(READ_AUDIT)
  @Operation({ id: 'listAuditEntries', summary: 'Search the audit log', status: 200, answer: AuditListDto })
  search(@CurrentCaller() by: Caller, @Query() query: AuditQuery) {
    return this.searches.search(by, query);
  }

  @Get('export')
  @ForPermission(EXPORT_AUDIT)
  @Limited('export')
  @Operation({
    id: 'exportAuditLog',
    summary: 'Export the audit log',
    description: 'Streams all matching entries, newest first. `changes` is the same as in `listAuditEntries`.',
    status: 200,
    mediaTypes: ['application/x-ndjson', 'text/csv'],
    unhurried: true,
  })
  async export(
    @CurrentCaller() by: Caller,
    @Query() query: AuditExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { stream, mediaType } = await this.exports.export(by, query);
    reply.header('content-disposition', `attachment; filename="audit.${query.format ?? 'ndjson'}"`);
    return new StreamableFile(stream, { type: mediaType });
  }
}
