import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { WaysInDto } from './ways-in.dto';
import { WaysInService } from './ways-in.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/ways-in')
export class WaysInController {
  constructor(private readonly ways: WaysInService) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'getWaysIn', summary: 'List your sign-in methods', status: 200, answer: WaysInDto })
  read(@CurrentSession() { userId }: SessionPrincipal) {
    return this.ways.of(userId);
  }
}
