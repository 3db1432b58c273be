import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents } from '@platform/events/define-event';
import { allPermissions } from '@platform/http/access/audience';
import { loadDeclarations } from '@test/support/declarations';

describe('The names others store', () => {
  beforeAll(loadDeclarations);

  it('freezes every event type and every permission', () => {
    const declared = [
      ...allEvents().map(({ type }) => `event ${type}`),
      ...[...allPermissions().keys()].map((name) => `permission ${name}`),
    ];
    const frozen = readFileSync(join(__dirname, 'names.txt'), 'utf8').trim().split('\n');
    // Webhooks, audit logs and roles hold them. A new name is added to names.txt; an old one stays as it is.
    expect(declared.sort()).toEqual(frozen);
  });
});
