import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { READ_DATA_MAP } from '../privacy.permissions';
import { PRIVACY_ADMIN } from '../privacy.tags';
import { DataMapDto, DataMapQuery } from './data-map.dto';
import { DataMapService } from './data-map.service';

@ApiTags(PRIVACY_ADMIN)
@Controller('v1/admin/data-map')
export class DataMapController {
  constructor(private readonly map: DataMapService) {}

  @Get()
  @ForPermission(READ_DATA_MAP)
  @Operation({
    id: 'getDataMap',
    summary: 'Get the data map',
    description:
      'Shows which personal data is stored, why, for how long, and who can read it. `format=csv` returns CSV.',
    status: 200,
    answer: DataMapDto,
    alsoAs: ['text/csv'],
  })
  read(@Query() { format }: DataMapQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    if (format !== 'csv') return { items: this.map.rows() };
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="data-map.csv"');
    return this.map.csv();
  }
}
