import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN_METHODS } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { StepUpDto } from './step-up.dto';
import { StepUpService } from './step-up.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/step-up')
export class StepUpController {
  constructor(private readonly stepUps: StepUpService) {}

  @Post()
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'stepUp',
    summary: 'Perform step-up authentication',
    description:
      'Afterwards, this session can perform sensitive actions for a limited time. Send the password and a second-factor code, if the account has them. Users of accounts with neither must sign in again.',
    status: 204,
    refuses: [
      AuthProblems.wrong_password,
      SecondFactorProblems.wrong_second_factor,
      SecondFactorProblems.step_up_unavailable,
      AuthProblems.too_many_attempts,
    ],
  })
  async stepUp(@CurrentSession() user: SessionPrincipal, @Body() body: StepUpDto) {
    await this.stepUps.stepUp(user, body);
  }
}
