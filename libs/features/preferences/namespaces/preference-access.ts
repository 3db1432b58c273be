import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '@platform/access/field-access.rule';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import type { ChangeViewer, Sight } from '@platform/event-log/changes/change-view';
import { partsOfField, PREFERENCE_ACCESS } from '../preferences.events';
import { NamespaceSchemas } from './namespace-schemas';

const ACTORS: Readonly<Record<ChangeViewer['kind'], Actor>> = {
  subject: 'user',
  key: 'user',
  staff: 'admin',
  app: 'app',
};

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
      return ({ kind, permissions }, field) => {
        const { namespace, key } = partsOfField(field);
        const rules = all.of(namespace);
        const mayRead = rules.mayRead(key, { actor: ACTORS[kind], permissions });
        // Users choose names that no schema declares.
        if (!rules.isDeclared(key)) return mayRead ? 'values or absent' : 'absent';
        return mayRead ? 'values' : hiddenFrom(kind);
      };
    });
  }
}

/** Users cannot see that a key exists if they are not allowed to read it. */
function hiddenFrom(kind: ChangeViewer['kind']): Sight {
  return kind === 'staff' || kind === 'app' ? 'hidden' : 'absent';
}
