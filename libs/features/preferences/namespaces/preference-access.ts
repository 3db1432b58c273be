import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { actorOf, sightOf } from '@platform/event-log/changes/change-view';
import { partsOfField, PREFERENCE_ACCESS } from '../preferences.events';
import { NamespaceSchemas } from './namespace-schemas';

/** Applies the `x-access` of the schemas to the values of preferences in the event log. */
@Injectable()
export class PreferenceAccess implements OnModuleInit {
  constructor(
    private readonly schemas: NamespaceSchemas,
    private readonly access: ChangeAccess,
  ) {}

  onModuleInit(): void {
    this.access.register(PREFERENCE_ACCESS, async () => {
      const all = await this.schemas.current();
      return (viewer, field) => {
        const { namespace, key } = partsOfField(field);
        const rules = all.of(namespace);
        const mayRead = rules.mayRead(key, { actor: actorOf(viewer), permissions: viewer.permissions });
        // Users choose names that no schema declares.
        if (!rules.isDeclared(key)) return mayRead ? 'values or absent' : 'absent';
        return sightOf(viewer, mayRead);
      };
    });
  }
}
