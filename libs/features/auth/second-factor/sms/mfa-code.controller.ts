import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SmsProblems } from '@platform/sms/sms.errors';
import { SIGN_IN } from '../../auth.tags';
import { SecondFactorProblems } from '../second-factor.errors';
import { RequestMfaCodeDto } from './mfa-code.dto';
import { SmsFactorService } from './sms-factor.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/login/mfa/sms-code')
export class MfaCodeController {
  constructor(private readonly factors: SmsFactorService) {}

  @Post()
  @ForEveryone()
  @Limited('mail')
  @Operation({
    id: 'requestMfaCode',
    summary: 'Send a code by text message for an MFA challenge',
    status: 202,
    refuses: [OneTimeProblems.not_valid, SmsProblems.off, SecondFactorProblems.sms_not_enabled],
  })
  async request(@Body() { mfaToken }: RequestMfaCodeDto) {
    await this.factors.sendForSignIn(mfaToken);
  }
}
