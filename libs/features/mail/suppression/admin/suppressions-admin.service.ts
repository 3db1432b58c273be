import { Injectable } from '@nestjs/common';
import { parseEmail } from '@platform/email/email-address.rule';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { SuppressionId } from '../suppression-id';
import { SuppressionRepository, type Suppression } from '../suppression.repository';
import { Suppressions } from '../suppressions';
import type { SuppressionDto, SuppressionListDto, SuppressionsQuery } from './suppressions-admin.dto';

const LIST = 'email-suppressions';

@Injectable()
export class SuppressionsAdminService {
  constructor(
    private readonly rows: SuppressionRepository,
    private readonly suppressions: Suppressions,
    private readonly cursors: Cursors,
  ) {}

  async list({ limit = 20, cursor, email }: SuppressionsQuery): Promise<SuppressionListDto> {
    const identity = parseEmail(email)?.identity;
    const [before] = this.cursors.read(LIST, { identity }, cursor) ?? [];
    if (identity !== undefined) return { items: (await this.rows.ofAddress(identity)).map(shown), nextCursor: null };
    const found = await this.rows.page(before === undefined ? undefined : String(before), limit + 1);
    const { rows, nextCursor } = this.cursors.page(LIST, { identity }, found, limit, ({ id }) => [id]);
    return { items: rows.map(shown), nextCursor };
  }

  async lift(id: SuppressionId): Promise<void> {
    if (!(await this.suppressions.lift(id))) throw RequestProblems.not_found();
  }
}

function shown({ id, userId, reason, provider, diagnostic, since }: Suppression): SuppressionDto {
  return { id, userId, reason, provider, diagnostic, since: since.toISOString() };
}
