import { Controller, Delete, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SmsProblems } from '@platform/sms/sms.errors';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { RecoveryCodesDto } from '../recovery-codes/recovery-codes.dto';
import { SecondFactorProblems } from '../second-factor.errors';
import { SmsFactorService } from './sms-factor.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/mfa/sms')
export class SmsFactorController {
  constructor(private readonly factors: SmsFactorService) {}

  @Put()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'enableSmsFactor',
    summary: 'Require a code by text message to sign in',
    description:
      'Codes are sent to your verified phone number. All other sessions end. An authenticator app is safer: numbers can be taken over.',
    status: 200,
    answer: RecoveryCodesDto,
    refuses: [SmsProblems.off, SecondFactorProblems.no_verified_phone, SecondFactorProblems.sms_already_enabled],
  })
  enable(@CurrentSession() user: SessionPrincipal) {
    return this.factors.enable(user);
  }

  @Delete()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'disableSmsFactor',
    summary: 'Require no code by text message any more',
    description: 'Also removes the recovery codes, unless an authenticator app is set up.',
    status: 204,
    refuses: [SecondFactorProblems.sms_not_enabled],
  })
  async disable(@CurrentSession() user: SessionPrincipal) {
    await this.factors.disable(user);
  }

  @Post('code')
  @ForSignedIn()
  @Limited('mail')
  @Operation({
    id: 'requestStepUpCode',
    summary: 'Send a code by text message for step-up authentication',
    status: 202,
    refuses: [SmsProblems.off, SecondFactorProblems.sms_not_enabled],
  })
  async sendForStepUp(@CurrentSession() user: SessionPrincipal) {
    await this.factors.sendForStepUp(user);
  }
}
