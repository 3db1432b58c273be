import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents } from '@platform/event-log/definitions/define-event';
import { allMails } from '@features/mail/define-mail';
import { allPermissions } from '@platform/http/access/audience';
import { allScopes } from '@platform/http/access/scopes';
import { allNotifications } from '@platform/notifications/define-notification';
import { allTopics } from '@platform/notifications/topics';
import { allOneTimes } from '@platform/one-time/one-time-kind';
import { loadDeclarations } from '@test/support/declarations';

describe('The names that others store', () => {
  beforeAll(loadDeclarations);

  it('are frozen: types of events and notifications, topics, permissions, scopes, mails, purposes of links, operations and kinds of stream events', () => {
    const declared = [
      ...allEvents().map(({ type }) => `event ${type}`),
      ...allNotifications().map(({ type }) => `notification ${type}`),
      ...[...allTopics().keys()].map((name) => `topic ${name}`),
      ...[...allPermissions().keys()].map((name) => `permission ${name}`),
      ...[...allScopes().keys()].map((name) => `scope ${name}`),
      ...allMails().map(({ name }) => `mail ${name}`),
      ...allOneTimes().map(({ purpose }) => `one-time ${purpose}`),
      ...operations().map(({ id }) => `operation ${id}`),
      ...streamKinds().map((kind) => `stream ${kind}`),
    ];
    const frozen = readFileSync(join(__dirname, 'names.txt'), 'utf8').trim().split('\n');
    // Apps, webhooks, audit logs, inboxes, choices of users, roles, API keys, templates of operators and waiting rows contain them. A new name is added to names.txt; an old one stays unchanged.
    expect(declared.sort()).toEqual(frozen);
  });

  it('are listed in docs/mail.md if they name a template', () => {
    const page = readFileSync(join(__dirname, '../../docs/mail.md'), 'utf8');
    const listed = [...page.matchAll(/^mails\/([a-z]{2}\/.+)\.txt$/gm)].map(([, name]) => name);
    const templates = allMails().flatMap(({ name }) => [`en/${name}`, `de/${name}`]);
    expect(new Set(listed)).toEqual(new Set(templates));
  });
});

describe('The operations', () => {
  it('begin with the verbs of the documentation, and use their methods', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'api-conventions.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z]+)` +\| ([A-Z, ]+?) +\|/gm)].flatMap(([, verb, methods = '']) =>
      methods.split(', ').map((method) => `${verb} ${method}`),
    );
    const used = operations().map(({ id, method }) => `${/^[a-z]+/.exec(id)?.[0]} ${method}`);
    expect(documented.sort()).toEqual([...new Set(used)].sort());
  });
});

describe('The notifications', () => {
  beforeAll(loadDeclarations);

  it('are all listed in the documentation, with their topics', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'notifications.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([\w.]+)` +\| `(\w+)`/gm)].map(([, type, topic]) => ({ type, topic }));
    const declared = allNotifications().map(({ type, topic }) => ({ type, topic }));
    expect(listed).toHaveLength(declared.length);
    expect(listed).toEqual(expect.arrayContaining(declared));
  });
});

function operations(): { readonly id: string; readonly method: string }[] {
  return Object.values(openApiDocument().paths).flatMap((methods) =>
    Object.entries(methods).map(([method, { operationId = '' }]) => ({
      id: operationId,
      method: method.toUpperCase(),
    })),
  );
}

function streamKinds(): string[] {
  return Object.keys(openApiDocument().components.schemas.StreamEvent.discriminator.mapping);
}

interface OpenApiDocument {
  readonly paths: Record<string, Record<string, { readonly operationId?: string }>>;
  readonly components: {
    readonly schemas: { readonly StreamEvent: { readonly discriminator: { readonly mapping: object } } };
  };
}

/** `generated.spec.ts` compares the committed document with the code. */
function openApiDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8')) as OpenApiDocument;
}
