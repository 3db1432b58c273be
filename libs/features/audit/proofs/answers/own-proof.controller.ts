import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { AuditProblems } from '../../audit.errors';
import { ACTIVITY_READ } from '../../audit.permissions';
import { ACTIVITY } from '../../audit.tags';
import { PROOF, proofFile } from './proof-file';
import { ProofsService } from './proofs.service';

@ApiTags(ACTIVITY)
@Controller('v1/me/activity')
export class OwnProofController {
  constructor(private readonly proofs: ProofsService) {}

  @Get(':id/proof')
  @ForSignedIn({ scope: ACTIVITY_READ })
  @Operation({
    id: 'getActivityProof',
    summary: 'Get the proof of an entry of your activity',
    ...PROOF,
    refuses: [...PROOF.refuses, AuditProblems.names_others],
  })
  async ofEntry(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: string) {
    return proofFile(await this.proofs.ofOwnEntry(userId, id), id);
  }
}
