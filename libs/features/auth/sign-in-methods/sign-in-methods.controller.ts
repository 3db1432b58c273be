import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { SIGN_IN_METHODS } from '../auth.tags';
import { SignInMethodsDto } from './sign-in-methods.dto';
import { SignInMethodsService } from './sign-in-methods.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/sign-in-methods')
export class SignInMethodsController {
  constructor(private readonly methods: SignInMethodsService) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'getSignInMethods', summary: 'List your sign-in methods', status: 200, answer: SignInMethodsDto })
  read(@CurrentSession() { userId }: SessionPrincipal) {
    return this.methods.of(userId);
  }
}
