import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { actorOf, sightOf } from '@platform/event-log/changes/change-view';
import { ATTRIBUTE_ACCESS } from '../users.events';
import { mayRead } from '@platform/access/field-access.rule';
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
      return (viewer, field) => sightOf(viewer, mayRead(access, field.slice(PREFIX.length), actorOf(viewer)));
    });
  }
}
