import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { PreferencesDto, PreferencesListDto, ReadUserPreferencesQuery } from '../documents/preferences.dto';
import { ValuesBody, valuesIn } from '../documents/values-body';
import { PreferencesProblems } from '../preferences.errors';
import { READ_PREFERENCES, WRITE_PREFERENCES } from '../preferences.permissions';
import { PREFERENCES_ADMIN } from '../preferences.tags';
import { UserPreferencesService } from './user-preferences.service';

@ApiTags(PREFERENCES_ADMIN)
@Controller('v1/admin/users/:id/preferences')
export class UserPreferencesController {
  constructor(private readonly preferences: UserPreferencesService) {}

  @Get()
  @ForPermission(READ_PREFERENCES)
  @Operation({
    id: 'listUserPreferences',
    summary: 'Read the preferences of a user',
    description: 'Contains only what `x-access` allows the caller to read.',
    status: 200,
    answer: PreferencesListDto,
    etag: true,
  })
  list(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Query() query: ReadUserPreferencesQuery) {
    return this.preferences.all(by, id, query);
  }

  @Get(':namespace')
  @ForPermission(READ_PREFERENCES)
  @Operation({
    id: 'getUserPreferences',
    summary: 'Read the preferences of a user in a namespace',
    status: 200,
    answer: PreferencesDto,
    etag: true,
  })
  read(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Param('namespace') namespace: string,
    @Query() query: ReadUserPreferencesQuery,
  ) {
    return this.preferences.one(by, id, namespace, query);
  }

  @Patch(':namespace')
  @ForPermission(WRITE_PREFERENCES)
  @ValuesBody('A merge patch: absent keys stay unchanged, null resets a key to its default.')
  @Operation({
    id: 'updateUserPreferences',
    summary: 'Change the preferences of a user in a namespace',
    description: 'Without `preferences.read`, the response contains only what the request has set.',
    status: 200,
    answer: PreferencesDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
    refuses: [PreferencesProblems.too_many_namespaces, UsersProblems.account_has_more_rights],
  })
  change(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Param('namespace') namespace: string,
    @Body() body: unknown,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.preferences.change(by, { userId: id, namespace }, valuesIn(body), expected);
  }
}
