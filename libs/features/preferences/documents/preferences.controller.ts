import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { PreferencesProblems } from '../preferences.errors';
import { PREFERENCES_READ, PREFERENCES_WRITE } from '../preferences.permissions';
import { PREFERENCES } from '../preferences.tags';
import { MyPreferencesService } from './my-preferences.service';
import { ChangePreferencesQuery, PreferencesDto, PreferencesListDto, ReadPreferencesQuery } from './preferences.dto';
import { ValuesBody, valuesIn } from './values-body';

const CHANGE = {
  status: 200,
  answer: PreferencesDto,
  etag: true,
  ifMatch: true,
  refuses: [PreferencesProblems.too_many_namespaces, PreferencesProblems.no_session],
} as const;

@ApiTags(PREFERENCES)
@Controller('v1/me/preferences')
export class PreferencesController {
  constructor(private readonly preferences: MyPreferencesService) {}

  @Get()
  @ForSignedIn({ scope: PREFERENCES_READ })
  @Operation({
    id: 'listPreferences',
    summary: 'Read your preferences of all namespaces',
    description: 'Values that you have not set follow the defaults.',
    status: 200,
    answer: PreferencesListDto,
    etag: true,
    refuses: [PreferencesProblems.no_session],
  })
  list(@CurrentUser() user: UserPrincipal, @Query() query: ReadPreferencesQuery) {
    return this.preferences.all(user, query);
  }

  @Get(':namespace')
  @ForSignedIn({ scope: PREFERENCES_READ })
  @Operation({
    id: 'getPreferences',
    summary: 'Read your preferences of a namespace',
    status: 200,
    answer: PreferencesDto,
    etag: true,
    refuses: [PreferencesProblems.no_session],
  })
  read(
    @CurrentUser() user: UserPrincipal,
    @Param('namespace') namespace: string,
    @Query() query: ReadPreferencesQuery,
  ) {
    return this.preferences.one(user, namespace, query);
  }

  @Patch(':namespace')
  @ForSignedIn({ scope: PREFERENCES_WRITE })
  @ValuesBody('A merge patch: absent keys stay unchanged, null resets a key to its default.')
  @Operation({
    ...CHANGE,
    id: 'updatePreferences',
    summary: 'Change some of your preferences of a namespace',
    description: 'Concurrent changes of different keys are all kept.',
    mergePatch: true,
  })
  change(
    @CurrentUser() user: UserPrincipal,
    @Param('namespace') namespace: string,
    @Query() query: ChangePreferencesQuery,
    @Body() body: unknown,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.preferences.change(user, namespace, query, { edit: { patch: valuesIn(body) }, expected });
  }

  @Put(':namespace')
  @ForSignedIn({ scope: PREFERENCES_WRITE })
  @ValuesBody('The values that replace all others of the namespace.')
  @Operation({ ...CHANGE, id: 'setPreferences', summary: 'Replace your preferences of a namespace' })
  replace(
    @CurrentUser() user: UserPrincipal,
    @Param('namespace') namespace: string,
    @Query() query: ChangePreferencesQuery,
    @Body() body: unknown,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.preferences.change(user, namespace, query, { edit: { values: valuesIn(body) }, expected });
  }

  @Delete(':namespace')
  @ForSignedIn({ scope: PREFERENCES_WRITE })
  @Operation({
    id: 'resetPreferences',
    summary: 'Reset your preferences of a namespace to their defaults',
    status: 204,
    ifMatch: true,
    refuses: [PreferencesProblems.no_session],
  })
  async reset(
    @CurrentUser() user: UserPrincipal,
    @Param('namespace') namespace: string,
    @Query() query: ChangePreferencesQuery,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    await this.preferences.change(user, namespace, query, { edit: { reset: 'all' }, expected });
  }

  @Delete(':namespace/:key')
  @ForSignedIn({ scope: PREFERENCES_WRITE })
  @Operation({
    id: 'resetPreference',
    summary: 'Reset one of your preferences to its default',
    status: 204,
    ifMatch: true,
    refuses: [PreferencesProblems.no_session],
  })
  async resetKey(
    @CurrentUser() user: UserPrincipal,
    @Param('namespace') namespace: string,
    @Param('key') key: string,
    @Query() query: ChangePreferencesQuery,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    await this.preferences.change(user, namespace, query, { edit: { resetKey: key }, expected });
  }
}
