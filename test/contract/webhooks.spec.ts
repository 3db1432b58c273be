import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { publicEvents } from '@platform/event-log/definitions/define-event';
import { newId } from '@platform/ids/ids';
import { loadDeclarations } from '@test/support/declarations';

type Json = Record<string, any>; // the code walks the document and needs no types

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as Json;

describe('The webhooks in openapi.json', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false }).addSchema(document, 'openapi');
  const accepts = (schema: string, event: object) =>
    ajv.validate({ $ref: `openapi#/components/schemas/${schema}` }, event);

  beforeAll(loadDeclarations);

  it('are the events that userkeep records, with their versions', () => {
    const versions = Object.entries(document.webhooks as Json).map(([type, { post }]) => {
      const { $ref } = post.requestBody.content['application/json'].schema;
      const { properties } = document.components.schemas[$ref.split('/').at(-1)];
      expect(properties.type.const).toBe(type);
      return [type, properties.version.const];
    });
    expect(versions).toEqual(publicEvents().map(({ type, version }) => [type, version]));
  });

  it('have unique operation IDs, which no operation has', () => {
    const items = [...Object.values(document.webhooks as Json), ...Object.values(document.paths as Json)];
    const ids = items.flatMap((item) => Object.values(item as Json).map(({ operationId }) => operationId as string));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('accept an event with its values or without them, and reject other facts and other changes', () => {
    const event = {
      id: newId(),
      type: 'users.personal_data_changed',
      version: 1,
      at: new Date().toISOString(),
      subjects: [newId()],
      facts: { fields: ['givenName', 'attributes.score'] },
      changes: { givenName: { hidden: true }, 'attributes.score': { before: null, after: 7 } },
    };
    const schema = 'UsersPersonalDataChangedEvent';
    expect(accepts(schema, event)).toBe(true);
    expect(accepts(schema, { ...event, changes: {} })).toBe(true);
    for (const wrong of [
      { type: 'users.profile_changed' },
      { version: 2 },
      { facts: {} },
      { facts: { ...event.facts, givenName: 'Ada' } },
      { changes: { bio: { hidden: true } } },
      { changes: { givenName: 'Ada' } },
      { actor: newId() },
    ])
      expect([wrong, accepts(schema, { ...event, ...wrong })]).toEqual([wrong, false]);
  });
});
