import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { USERS_ADMIN } from '../users.tags';
import { READ_USERS, WRITE_SCHEMA } from '../users.permissions';
import { AttributeSchemaDto, PutAttributeSchemaDto } from './attribute-schema.dto';
import { AttributeSchemaService } from './attribute-schema.service';

@ApiTags(USERS_ADMIN)
@Controller('v1/admin/attribute-schema')
export class AttributeSchemaController {
  constructor(private readonly schemas: AttributeSchemaService) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({
    id: 'getAttributeSchema',
    summary: 'Read the schema of the custom attributes',
    status: 200,
    answer: AttributeSchemaDto,
    etag: true,
  })
  read() {
    return this.schemas.read();
  }

  @Put()
  @ForPermission(WRITE_SCHEMA)
  @Operation({
    id: 'setAttributeSchema',
    summary: 'Set the schema of the custom attributes',
    description: 'Stored values stay readable. Their next change must match the new schema.',
    status: 200,
    answer: AttributeSchemaDto,
    etag: true,
    ifMatch: true,
  })
  define(@Body() { schema }: PutAttributeSchemaDto, @IfMatch() expected?: ExpectedVersion) {
    return this.schemas.define(schema, expected);
  }
}
