import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { USERS_ADMIN } from '../users.tags';
import { UsersProblems } from '../users.errors';
import { READ_USERS, WRITE_USERS } from '../users.permissions';
import { AdminSearchService } from './admin-search.service';
import { AdminUserDto, AdminUserListDto, AdminUsersQuery, ChangeUserDto, NewUserDto } from './admin-users.dto';
import { AdminUsersService } from './admin-users.service';

@ApiTags(USERS_ADMIN)
@Controller('v1/admin/users')
export class AdminUsersController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly search: AdminSearchService,
  ) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({ id: 'listUsers', summary: 'List and search accounts', status: 200, answer: AdminUserListDto })
  list(@CurrentCaller() by: Caller, @Query() query: AdminUsersQuery) {
    return this.search.list(by, query);
  }

  @Get(':id')
  @ForPermission(READ_USERS)
  @Operation({ id: 'getUser', summary: 'Read an account', status: 200, answer: AdminUserDto, etag: true })
  read(@CurrentCaller() by: Caller, @IdParam('id') id: UserId) {
    return this.users.read(by, id);
  }

  @Post()
  @ForPermission(WRITE_USERS)
  @Operation({
    id: 'createUser',
    summary: 'Create an account',
    description: 'The account has no password. Its owner sets one by resetting it.',
    status: 201,
    answer: AdminUserDto,
    etag: true,
    idempotent: true,
    refuses: [UsersProblems.email_taken, UsersProblems.username_taken],
  })
  create(@CurrentCaller() by: Caller, @Body() user: NewUserDto) {
    return this.users.create(by, user);
  }

  @Patch(':id')
  @ForPermission(WRITE_USERS, { reads: READ_USERS })
  @Operation({
    id: 'updateUser',
    summary: 'Update an account',
    description:
      'Setting `email` or `emailVerified` requires the permission `credentials.write` and recent step-up authentication. It is not possible with an API key or for your own account.',
    status: 200,
    answer: AdminUserDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
    refuses: [
      AccessProblems.api_key_not_allowed,
      AccessProblems.step_up_required,
      UsersProblems.own_email,
      UsersProblems.email_taken,
      UsersProblems.username_taken,
      UsersProblems.username_required,
      UsersProblems.account_has_more_rights,
    ],
  })
  change(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Body() patch: ChangeUserDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.users.change(by, id, patch, expected);
  }
}
