import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { READ_USERS, UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { ACCESS_ADMIN } from '@features/access';
import type { SessionId, UserId } from '@platform/ids/ids';
import { END_SESSIONS } from '../../auth.permissions';
import { SessionListDto } from '../../sessions/sessions.dto';
import { UserSessionsService } from './user-sessions.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: UserSessionsService) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({ id: 'listUserSessions', summary: 'List the sessions of a user', status: 200, answer: SessionListDto })
  list(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Query() page: PageQuery) {
    return this.sessions.list(by, id, page);
  }

  @Delete()
  @ForPermission(END_SESSIONS)
  @Operation({
    id: 'revokeUserSessions',
    summary: 'End all sessions of a user',
    status: 204,
    refuses: [UsersProblems.account_has_more_rights],
  })
  async endAll(@CurrentCaller() by: Caller, @IdParam('id') id: UserId) {
    await this.sessions.endAll(by, id);
  }

  @Delete(':sessionId')
  @ForPermission(END_SESSIONS)
  @Operation({
    id: 'revokeUserSession',
    summary: 'End one session of a user',
    status: 204,
    refuses: [UsersProblems.account_has_more_rights],
  })
  async endOne(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @IdParam('sessionId') sessionId: SessionId) {
    await this.sessions.endOne(by, id, sessionId);
  }
}
