import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { READ_DATA_MAP } from '../privacy.permissions';
import { PRIVACY_ADMIN } from '../privacy.tags';
import { RetentionListDto } from './retention.dto';
import { RetentionService } from './retention.service';

@ApiTags(PRIVACY_ADMIN)
@Controller('v1/admin/retention')
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Get()
  @ForPermission(READ_DATA_MAP)
  @Operation({
    id: 'getRetention',
    summary: 'Read how long rows are kept, and what the next run deletes',
    description: 'A job deletes rows every 10 minutes. The setting `EVENT_RETENTION` limits how long events are kept.',
    status: 200,
    answer: RetentionListDto,
  })
  async read(): Promise<RetentionListDto> {
    return { items: await this.retention.report() };
  }
}
