import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { PageQuery } from '@platform/http/paging/page';
import { MANAGE_PREFERENCE_SCHEMAS } from '../preferences.permissions';
import { PREFERENCES_ADMIN } from '../preferences.tags';
import { PreferenceMigrationDto, PreferenceMisfitListDto } from './migration.dto';
import { MigrationService } from './migration.service';

@ApiTags(PREFERENCES_ADMIN)
@Controller('v1/admin/preference-schemas/:namespace')
export class MigrationController {
  constructor(private readonly migrations: MigrationService) {}

  @Get('migration')
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'getPreferenceMigration',
    summary: 'Read how far stored preferences have been migrated to the newest schema',
    status: 200,
    answer: PreferenceMigrationDto,
  })
  read(@Param('namespace') namespace: string) {
    return this.migrations.read(namespace);
  }

  @Get('misfits')
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'listPreferenceMisfits',
    summary: 'List the values that did not match a new schema and were reset',
    description: 'The values themselves are in the activity of the users. Entries are kept for 90 days.',
    status: 200,
    answer: PreferenceMisfitListDto,
  })
  list(@Param('namespace') namespace: string, @Query() page: PageQuery) {
    return this.migrations.list(namespace, page);
  }
}
