import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Limited } from '@platform/http/rate-limit/limits';
import { PreferencesProblems } from '../preferences.errors';
import { MANAGE_PREFERENCE_SCHEMAS } from '../preferences.permissions';
import { PREFERENCES_ADMIN } from '../preferences.tags';
import { PreferenceSchemaDto, PreferenceSchemaListDto, PutPreferenceSchemaDto } from './preference-schemas.dto';
import { PreferenceSchemasService } from './preference-schemas.service';

@ApiTags(PREFERENCES_ADMIN)
@Controller('v1/admin/preference-schemas')
export class PreferenceSchemasController {
  constructor(private readonly schemas: PreferenceSchemasService) {}

  @Get()
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'listPreferenceSchemas',
    summary: 'List the namespaces that have a schema',
    status: 200,
    answer: PreferenceSchemaListDto,
  })
  list() {
    return this.schemas.list();
  }

  @Get(':namespace')
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'getPreferenceSchema',
    summary: 'Read the schema of a namespace',
    status: 200,
    answer: PreferenceSchemaDto,
    etag: true,
  })
  read(@Param('namespace') namespace: string) {
    return this.schemas.read(namespace);
  }

  @Put(':namespace')
  @Limited('schema')
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'setPreferenceSchema',
    summary: 'Set the schema of a namespace',
    description:
      'All stored documents are checked first, so the request can take longer than others. Documents are then migrated in the background and stay readable.',
    status: 200,
    answer: PreferenceSchemaDto,
    etag: true,
    ifMatch: true,
    unhurried: true,
    refuses: [PreferencesProblems.schema_breaks_documents, PreferencesProblems.too_many_schemas],
  })
  define(
    @Param('namespace') namespace: string,
    @Body() definition: PutPreferenceSchemaDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.schemas.define(namespace, definition, expected);
  }

  @Delete(':namespace')
  @ForPermission(MANAGE_PREFERENCE_SCHEMAS)
  @Operation({
    id: 'deletePreferenceSchema',
    summary: 'Delete the schema of a namespace',
    description:
      'Stored values stay. A namespace of the product gets its original schema again; in others any value is then allowed.',
    status: 204,
    ifMatch: true,
  })
  async remove(@Param('namespace') namespace: string, @IfMatch() expected?: ExpectedVersion) {
    await this.schemas.remove(namespace, expected);
  }
}
