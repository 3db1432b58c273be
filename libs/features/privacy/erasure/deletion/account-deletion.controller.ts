import { Controller, Delete } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { RoleProblems } from '@features/access';
import { ERASURE } from '../erasure.tags';
import { DeletionDto } from './deletion.dto';
import { DeletionService } from './deletion.service';

@ApiTags(ERASURE)
@Controller('v1/me')
export class AccountDeletionController {
  constructor(private readonly deletions: DeletionService) {}

  @Delete()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'deleteAccount',
    summary: 'Delete your account',
    description:
      'Signs you out on all devices and hides your profile at once. A link in an email restores the account until `erasureAt`. After that, all data is erased and cannot be restored.',
    status: 202,
    answer: DeletionDto,
    refuses: [RoleProblems.last_administrator],
  })
  request(@CurrentSession() user: SessionPrincipal) {
    return this.deletions.requestOwn(user);
  }
}
