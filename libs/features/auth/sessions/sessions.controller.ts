import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import type { SessionId } from '@platform/ids/ids';
import { SESSIONS } from '../auth.tags';
import { SessionService } from './session.service';
import { SessionListDto } from './sessions.dto';

@ApiTags(SESSIONS)
@Controller('v1/me/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'listSessions', summary: 'List your sessions', status: 200, answer: SessionListDto })
  list(@CurrentSession() user: SessionPrincipal, @Query() page: PageQuery) {
    return this.sessions.list(user, page);
  }

  @Delete()
  @ForSignedIn()
  @Operation({ id: 'revokeOtherSessions', summary: 'End all your other sessions', status: 204 })
  async revokeOthers(@CurrentSession() user: SessionPrincipal) {
    await this.sessions.revokeOthers(user);
  }

  @Delete(':id')
  @ForSignedIn()
  @Operation({ id: 'revokeSession', summary: 'End one of your sessions', status: 204 })
  async revoke(@CurrentSession() user: SessionPrincipal, @IdParam('id') id: SessionId) {
    await this.sessions.revoke(user, id);
  }
}
