import { Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RoleProblems } from '@features/access';
import { UsersProblems } from '@features/users';
import type { Caller, SessionPrincipal } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller, CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { DeletionDto } from '../deletion/deletion.dto';
import { ErasureProblems } from '../erasure.errors';
import { DELETE_USERS, READ_ERASURES } from '../erasure.permissions';
import { ERASURE_ADMIN } from '../erasure.tags';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureDto, ErasureListDto, ErasuresQuery, SignedCertificateDto } from './erasures.dto';
import { ErasuresService } from './erasures.service';

@ApiTags(ERASURE_ADMIN)
@Controller('v1/admin/erasures')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  @Get()
  @ForPermission(READ_ERASURES)
  @Operation({ id: 'listErasures', summary: 'List requests for deletion', status: 200, answer: ErasureListDto })
  list(@Query() query: ErasuresQuery) {
    return this.erasures.list(query);
  }

  @Get(':id')
  @ForPermission(READ_ERASURES)
  @Operation({ id: 'getErasure', summary: 'Read a request for deletion', status: 200, answer: ErasureDto })
  read(@IdParam('id') id: ErasureId) {
    return this.erasures.read(id);
  }

  @Get(':id/certificate')
  @ForPermission(READ_ERASURES)
  @Operation({
    id: 'getErasureCertificate',
    summary: 'Read the signed certificate of an erasure',
    description: 'There is none until the erasure has ended.',
    status: 200,
    answer: SignedCertificateDto,
  })
  certificate(@IdParam('id') id: ErasureId) {
    return this.erasures.certificate(id);
  }

  @Post(':id/approve')
  @ForPermission(DELETE_USERS, { stepUp: true })
  @Operation({
    id: 'approveErasure',
    summary: 'Approve the deletion that another administrator requested',
    description: 'If it was requested with `now=true`, the permission `users.erase` is required as well.',
    status: 202,
    answer: DeletionDto,
    refuses: [
      RoleProblems.last_administrator,
      ErasureProblems.no_approval_needed,
      ErasureProblems.approved_by_requester,
      ErasureProblems.erasure_begun,
      UsersProblems.account_closed,
      UsersProblems.account_has_more_rights,
    ],
  })
  approve(@CurrentSession() by: SessionPrincipal, @IdParam('id') id: ErasureId) {
    return this.erasures.approve(by, id);
  }

  @Delete(':id')
  @ForPermission(DELETE_USERS)
  @Operation({
    id: 'cancelErasure',
    summary: 'Cancel a deletion in its grace period, or decline it',
    description: 'The account is as it was before, but its sessions have ended.',
    status: 204,
    refuses: [ErasureProblems.erasure_begun, ErasureProblems.own_deletion, UsersProblems.account_has_more_rights],
  })
  async cancel(@CurrentCaller() by: Caller, @IdParam('id') id: ErasureId) {
    await this.erasures.cancel(by, id);
  }
}
