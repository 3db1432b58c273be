import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { MANAGE_SUPPRESSIONS } from '../suppression.permissions';
import { EMAIL_SUPPRESSION_ADMIN } from '../../mail.tags';
import type { SuppressionId } from '../suppression-id';
import { SuppressionListDto, SuppressionsQuery } from './suppressions-admin.dto';
import { SuppressionsAdminService } from './suppressions-admin.service';

@ApiTags(EMAIL_SUPPRESSION_ADMIN)
@Controller('v1/admin/email-suppressions')
export class SuppressionsAdminController {
  constructor(private readonly suppressions: SuppressionsAdminService) {}

  @Get()
  @ForPermission(MANAGE_SUPPRESSIONS)
  @Operation({
    id: 'listEmailSuppressions',
    summary: 'List suppressed email addresses',
    description: 'The list does not contain the addresses. Search for one with `email`.',
    status: 200,
    answer: SuppressionListDto,
  })
  list(@Query() query: SuppressionsQuery) {
    return this.suppressions.list(query);
  }

  @Delete(':id')
  @ForPermission(MANAGE_SUPPRESSIONS)
  @Operation({ id: 'deleteEmailSuppression', summary: 'Allow emails to a suppressed address again', status: 204 })
  async lift(@IdParam('id') id: SuppressionId) {
    await this.suppressions.lift(id);
  }
}
