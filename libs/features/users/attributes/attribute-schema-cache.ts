import { Injectable } from '@nestjs/common';
import { CachedValues, type CachedValue } from '@platform/cluster-notifications/cached-values';
import type { AttributeRules } from './attribute-rules';
import { AttributeSchemaRepository } from './attribute-schema.repository';
import { compileAttributes } from './attribute-definition.rule';

export const SCHEMA_CHANGED = 'users.attribute-schema';

/** Caches the compiled attribute schema. */
@Injectable()
export class AttributeSchemaCache {
  private readonly rules: CachedValue<AttributeRules>;

  constructor(
    private readonly schemas: AttributeSchemaRepository,
    cached: CachedValues,
  ) {
    this.rules = cached.define(SCHEMA_CHANGED, (outdated) => this.read(outdated));
  }

  current(): AttributeRules | Promise<AttributeRules> {
    return this.rules.current();
  }

  /** A version never changes, so its compiled check is used again. */
  private async read(outdated: AttributeRules | undefined): Promise<AttributeRules> {
    const { version, access, schema } = await this.schemas.newest();
    return outdated?.version === version ? outdated : { version, schema, access, check: compileAttributes(schema) };
  }
}
