import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Downloads } from '@platform/http/downloads/downloads';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { Limited } from '@platform/http/rate-limit/limits';
import type { ExportId } from '../archive/export-id';
import { ExportDto, ExportListDto } from './exports.dto';
import { ExportProblems } from '../exports.errors';
import { ExportsService } from './exports.service';
import { EXPORTS } from '../exports.tags';

@ApiTags(EXPORTS)
@Controller('v1/me/exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly downloads: Downloads,
  ) {}

  @Post()
  @ForSignedIn({ stepUp: true })
  @Limited('export')
  @Operation({
    id: 'requestExport',
    summary: 'Request an export of your data',
    description:
      'The export is built in the background. The live stream and an email tell you when it is ready. While an export is pending, the same export is returned.',
    status: 202,
    answer: ExportDto,
  })
  request(@CurrentSession() { userId }: SessionPrincipal) {
    return this.exports.request(userId);
  }

  @Get()
  @ForSignedIn()
  @Operation({ id: 'listExports', summary: 'List your exports', status: 200, answer: ExportListDto })
  list(@CurrentSession() { userId }: SessionPrincipal, @Query() page: PageQuery) {
    return this.exports.list(userId, page);
  }

  @Get(':id')
  @ForSignedIn()
  @Operation({ id: 'getExport', summary: 'Read the state of one of your exports', status: 200, answer: ExportDto })
  read(@CurrentSession() { userId }: SessionPrincipal, @IdParam('id') id: ExportId) {
    return this.exports.one(userId, id);
  }

  @Get(':id/download')
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'downloadExport',
    summary: 'Download one of your exports',
    description: 'A ZIP archive. `userkeep verify export` verifies it offline.',
    status: 200,
    mediaTypes: ['application/zip'],
    download: true,
    refuses: [ExportProblems.export_not_ready, ExportProblems.export_expired],
  })
  async download(
    @CurrentSession() { userId }: SessionPrincipal,
    @IdParam('id') id: ExportId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.downloads.answer(reply, await this.exports.download(userId, id));
  }
}
