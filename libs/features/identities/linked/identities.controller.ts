import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { AuthProblems, SIGN_IN_METHODS } from '@features/auth';
import { IdentityProblems } from '../identities.errors';
import { IdentityDto, IdentityListDto, LinkIdentityDto } from './identities.dto';
import { IdentitiesService } from './identities.service';
import type { IdentityId } from './identity-id';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/identities')
export class IdentitiesController {
  constructor(private readonly identities: IdentitiesService) {}

  @Get()
  @ForSignedIn()
  @Operation({
    id: 'listIdentities',
    summary: 'List your linked identities',
    status: 200,
    answer: IdentityListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal, @Query() page: PageQuery) {
    return this.identities.list(userId, page);
  }

  @Post()
  @ForSignedIn({ stepUp: true })
  @Limited('credentials')
  @Operation({
    id: 'linkIdentity',
    summary: 'Link an identity to your account',
    description: 'Send either a code and its verifier, or an ID token that contains a nonce from this API.',
    status: 201,
    answer: IdentityDto,
    refuses: [
      OneTimeProblems.not_valid,
      IdentityProblems.id_token_invalid,
      IdentityProblems.identity_taken,
      IdentityProblems.identity_already_linked,
      IdentityProblems.too_many_identities,
    ],
  })
  link(@CurrentSession() user: SessionPrincipal, @Body() body: LinkIdentityDto) {
    return this.identities.link(user, body);
  }

  @Delete(':id')
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'unlinkIdentity',
    summary: 'Unlink an identity from your account',
    status: 204,
    refuses: [AuthProblems.last_sign_in_method],
  })
  async unlink(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: IdentityId) {
    await this.identities.unlink(id, userId);
  }
}
