import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { ACTIVITY } from '../../audit.tags';
import { LogKeysDto } from './proofs.dto';
import { ProofsService } from './proofs.service';

@ApiTags(ACTIVITY)
@Controller('.well-known/userkeep-audit-keys.json')
export class LogKeysController {
  constructor(private readonly proofs: ProofsService) {}

  @Get()
  @ForEveryone()
  @Header('cache-control', 'public, max-age=300')
  @Operation({
    id: 'getAuditKeys',
    summary: 'Read the keys that verify checkpoints of the audit log',
    status: 200,
    answer: LogKeysDto,
  })
  read(): Promise<LogKeysDto> {
    return this.proofs.keys();
  }
}
