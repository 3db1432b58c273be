import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { SecondFactorProblems } from '../second-factor.errors';
import { RecoveryCodesDto, RecoveryCodesLeftDto } from './recovery-codes.dto';
import { RecoveryCodesService } from './recovery-codes.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/mfa/recovery-codes')
export class RecoveryCodesController {
  constructor(private readonly codes: RecoveryCodesService) {}

  @Get()
  @ForSignedIn()
  @Operation({
    id: 'getRecoveryCodes',
    summary: 'Read how many recovery codes are left',
    status: 200,
    answer: RecoveryCodesLeftDto,
  })
  left(@CurrentUser() { userId }: UserPrincipal) {
    return this.codes.left(userId);
  }

  @Post()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'createRecoveryCodes',
    summary: 'Create new recovery codes and invalidate the previous ones',
    status: 201,
    answer: RecoveryCodesDto,
    refuses: [SecondFactorProblems.totp_not_enabled],
  })
  replace(@CurrentSession() user: SessionPrincipal) {
    return this.codes.replace(user);
  }
}
