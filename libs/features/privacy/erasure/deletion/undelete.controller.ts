import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ERASURE } from '../erasure.tags';
import { RestoreAccountDto } from './deletion.dto';
import { DeletionService } from './deletion.service';

@ApiTags(ERASURE)
@Controller('v1/recovery/account')
export class UndeleteController {
  constructor(private readonly deletions: DeletionService) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'restoreAccount',
    summary: 'Restore an account that is about to be deleted',
    description: 'The account is as it was before, but all sessions have ended.',
    status: 204,
    refuses: [OneTimeProblems.not_valid],
  })
  async restore(@Body() { token }: RestoreAccountDto) {
    await this.deletions.undelete(token);
  }
}
