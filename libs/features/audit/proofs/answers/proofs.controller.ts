import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Downloads } from '@platform/http/downloads/downloads';
import { IdParam } from '@platform/http/fields/id-param';
import { AuditProblems } from '../../audit.errors';
import { READ_AUDIT } from '../../audit.permissions';
import { AUDIT_ADMIN } from '../../audit.tags';
import { PROOF, proofFile } from './proof-file';
import { CheckpointListDto, CheckpointsQuery } from './proofs.dto';
import { ProofsService } from './proofs.service';

@ApiTags(AUDIT_ADMIN)
@Controller('v1/admin/audit')
export class ProofsController {
  constructor(
    private readonly proofs: ProofsService,
    private readonly downloads: Downloads,
  ) {}

  @Get('checkpoints')
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'listAuditCheckpoints',
    summary: 'List the signed checkpoints of the audit log',
    description:
      'A checkpoint is a signed statement about all events up to a position. `latest=true` returns the newest one as a signed note, as in C2SP tlog-checkpoint.',
    status: 200,
    answer: CheckpointListDto,
    alsoAs: ['text/plain'],
    refuses: [AuditProblems.not_proven_yet],
  })
  async list(@Query() query: CheckpointsQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    if (query.latest !== 'true') return this.proofs.list(query);
    reply.type('text/plain; charset=utf-8');
    return this.proofs.latest();
  }

  @Get('tiles/:level/*')
  @ApiParam({ name: 'path', schema: { type: 'string', maxLength: 40, pattern: '^[x0-9/.p]+$' }, example: '000.p/17' })
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'getAuditTile',
    summary: 'Read a tile of the tree of the audit log',
    description:
      'The path is that of C2SP tlog-tiles, for example `0/x001/x234/067` or `1/000.p/17`. A tile contains up to 256 hashes of 32 bytes.',
    status: 200,
    mediaTypes: ['application/octet-stream'],
    download: true,
  })
  async tile(
    @Param('level') level: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.downloads.answer(reply, {
      file: await this.proofs.tileFile([level, (request.params as Record<string, string>)['*']].join('/')),
      type: 'application/octet-stream',
      disposition: 'attachment',
      name: 'tile',
      headers: { 'cache-control': 'private, max-age=31536000, immutable' },
    });
  }

  @Get(':id/proof')
  @ForPermission(READ_AUDIT)
  @Operation({ id: 'getAuditProof', summary: 'Get the proof of an entry of the audit log', ...PROOF })
  async proof(@IdParam('id') id: string) {
    return proofFile(await this.proofs.ofEntry(id), id);
  }
}
