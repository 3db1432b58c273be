import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { DocumentRepository } from '../documents/document.repository';
import type { NamespaceRules } from '../namespaces/namespace-rules.rule';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import type { PreferenceMigrationDto, PreferenceMisfitDto, PreferenceMisfitListDto } from './migration.dto';
import { MisfitRepository, type StoredMisfit } from './misfit.repository';

const LIST = 'preference-misfits';

/** The progress of migrations, and the values that did not fit. */
@Injectable()
export class MigrationService {
  constructor(
    private readonly schemas: NamespaceSchemas,
    private readonly documents: DocumentRepository,
    private readonly misfits: MisfitRepository,
    private readonly cursors: Cursors,
  ) {}

  async read(namespace: string): Promise<PreferenceMigrationDto> {
    const { version } = await this.registered(namespace);
    const [pending, misfits] = await Promise.all([
      this.documents.countOlderThan(namespace, version),
      this.misfits.count(namespace, version),
    ]);
    return { namespace, version, pending, misfits };
  }

  async list(namespace: string, { limit = 20, cursor }: PageQuery): Promise<PreferenceMisfitListDto> {
    await this.registered(namespace);
    const [before] = this.cursors.read(LIST, { namespace }, cursor) ?? [];
    const found = await this.misfits.page(namespace, before === undefined ? undefined : String(before), limit + 1);
    const { rows, nextCursor } = this.cursors.page(LIST, { namespace }, found, limit, ({ id }) => [id]);
    return { items: rows.map(shown), nextCursor };
  }

  private async registered(namespace: string): Promise<NamespaceRules> {
    const rules = (await this.schemas.current()).registered.get(namespace);
    if (!rules) throw RequestProblems.not_found();
    return rules;
  }
}

function shown({ namespace: _, createdAt, ...misfit }: StoredMisfit): PreferenceMisfitDto {
  return { ...misfit, at: createdAt.toISOString() };
}
