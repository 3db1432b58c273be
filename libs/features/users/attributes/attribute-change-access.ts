import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import type { ChangeViewer, Sight } from '@platform/event-log/changes/change-view';
import { ATTRIBUTE_ACCESS } from '../users.events';
import { mayRead, type AccessMap } from '@platform/access/field-access.rule';
import { AttributeSchemaCache } from './attribute-schema-cache';

const PREFIX = 'attributes.';

/** Applies the `x-access` of the attribute schema to the values of attributes in the event log. */
@Injectable()
export class AttributeChangeAccess implements OnModuleInit {
  constructor(
    private readonly schemas: AttributeSchemaCache,
    private readonly access: ChangeAccess,
  ) {}

  onModuleInit(): void {
    this.access.register(ATTRIBUTE_ACCESS, async () => {
      const { access } = await this.schemas.current();
      return (viewer, field) => sightOf(access, viewer, field.slice(PREFIX.length));
    });
  }
}

function sightOf(access: AccessMap, { kind }: ChangeViewer, name: string): Sight {
  if (kind === 'app') return mayRead(access, name, 'app') ? 'values' : 'hidden';
  if (kind === 'staff') return mayRead(access, name, 'admin') ? 'values' : 'hidden';
  // Users cannot see that an attribute exists if they are not allowed to read it.
  return mayRead(access, name, 'user') ? 'values' : 'absent';
}
