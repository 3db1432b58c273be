import { Controller, Delete, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { EMAIL_SUPPRESSION } from '../../mail.tags';
import { OwnSuppressionDto } from './own-suppression.dto';
import { OwnSuppressionService } from './own-suppression.service';

@ApiTags(EMAIL_SUPPRESSION)
@Controller('v1/me/email-suppression')
export class OwnSuppressionController {
  constructor(private readonly suppression: OwnSuppressionService) {}

  @Get()
  @ForSignedIn()
  @Operation({
    id: 'getEmailSuppression',
    summary: 'Read whether emails to your address are suppressed',
    status: 200,
    answer: OwnSuppressionDto,
  })
  read(@CurrentUser() { userId }: UserPrincipal) {
    return this.suppression.read(userId);
  }

  @Delete()
  @ForSignedIn()
  @Operation({
    id: 'deleteOwnEmailSuppression',
    summary: 'Allow emails to your address again',
    description: 'Possible three times a day. If an email cannot be delivered again, the address is suppressed again.',
    status: 204,
    refuses: [RequestProblems.not_found],
  })
  async lift(@CurrentUser() { userId }: UserPrincipal) {
    await this.suppression.lift(userId);
  }
}
