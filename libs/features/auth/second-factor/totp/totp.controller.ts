import { Body, Controller, Delete, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { AuthProblems } from '../../auth.errors';
import { SecondFactorProblems } from '../second-factor.errors';
import { RecoveryCodesDto } from '../recovery-codes/recovery-codes.dto';
import { ConfirmTotpDto, NewTotpDto } from './totp.dto';
import { TotpService } from './totp.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/mfa/totp')
export class TotpController {
  constructor(private readonly totps: TotpService) {}

  @Post()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'startTotpSetup',
    summary: 'Start setting up an authenticator app',
    description:
      'The app is not active until `confirmTotp` receives a code from it. Starting again replaces an unfinished setup.',
    status: 201,
    answer: NewTotpDto,
    refuses: [SecondFactorProblems.totp_already_enabled],
  })
  begin(@CurrentSession() user: SessionPrincipal) {
    return this.totps.begin(user);
  }

  @Post('confirm')
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'confirmTotp',
    summary: 'Confirm the authenticator app with its first code',
    description: 'From then on, every sign-in method requires a code. All other sessions end.',
    status: 200,
    answer: RecoveryCodesDto,
    refuses: [
      SecondFactorProblems.wrong_second_factor,
      SecondFactorProblems.totp_already_enabled,
      SecondFactorProblems.totp_not_enabled,
      AuthProblems.too_many_attempts,
    ],
  })
  confirm(@CurrentSession() user: SessionPrincipal, @Body() { code }: ConfirmTotpDto) {
    return this.totps.confirm(user, code);
  }

  @Delete()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'disableTotp',
    summary: 'Remove the authenticator app',
    description: 'Also removes the recovery codes, unless codes by text message are required as well.',
    status: 204,
    refuses: [SecondFactorProblems.totp_not_enabled],
  })
  async remove(@CurrentSession() user: SessionPrincipal) {
    await this.totps.remove(user);
  }
}
