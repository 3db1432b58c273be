import { Injectable, type Type } from '@nestjs/common';
import type { ChangeReader } from '../changes/change-readers';
import { publicEvents, type EventDefinition } from '../definitions/define-event';
import type { Json } from '@platform/http/docs/document-json';
import { defineTag } from '@platform/http/docs/tags';
import { WebhookDocument } from '@platform/http/docs/webhook-document';
import { fieldsOf } from '@platform/http/fields/field-registry';

const EVENTS_TAG = defineTag(
  910,
  'Events',
  'The events that userkeep records, described as webhooks. This version does not send them yet. Facts contain nothing personal. A changed field has its values before and after the change, or `hidden` if the receiver cannot read them.',
);

const PREFIX = '.*';

/** The shapes of facts, for Swagger to describe. Each must have its own name, because the document has one for each. */
export function shapesOfFacts(): Type[] {
  const byName = new Map<string, Type>();
  for (const { facts } of publicEvents()) {
    const shape = facts as Type;
    const known = byName.get(shape.name) ?? shape;
    if (known !== shape) throw new Error(`Two shapes of facts are called ${shape.name}.`);
    if (fieldsOf(shape).size > 0) byName.set(shape.name, shape);
  }
  return [...byName.values()];
}

/** One webhook for each event, and the components that they share. */
export function describedWebhooks(): { webhooks: Json; schemas: Json; responses: Json } {
  const events = publicEvents();
  return {
    webhooks: Object.fromEntries(events.map((event) => [event.type, { post: webhookOf(event) }])),
    schemas: { ...SHARED, ...Object.fromEntries(events.map((event) => [schemaNameOf(event), schemaOf(event)])) },
    responses: { EventReceived: { description: 'Your server received the event.' } },
  };
}

function webhookOf(event: EventDefinition): Json {
  return {
    operationId: `on${pascalCase(event.type)}`,
    tags: [EVENTS_TAG],
    summary: event.summary,
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema: ref(schemaNameOf(event)) } } },
    responses: { '2XX': { $ref: '#/components/responses/EventReceived' } },
  };
}

function schemaOf({ type, version, facts, changes }: EventDefinition): Json {
  return closed({
    id: ref('EventId'),
    type: { const: type },
    version: { const: version },
    at: ref('EventTime'),
    subjects: ref('EventSubjects'),
    facts: ref(fieldsOf(facts).size > 0 ? facts.name : 'NoFacts'),
    changes: Object.keys(changes).length > 0 ? changesSchema(Object.entries(changes)) : ref('NoChanges'),
  });
}

/** An event contains only the fields that changed. */
function changesSchema(changes: readonly (readonly [string, ChangeReader])[]): Json {
  const described = changes.map(([field, reader]) => [
    field,
    { ...ref('EventChange'), description: readersOf(reader) },
  ]);
  const [prefixes, names] = [true, false].map((isPrefix) =>
    described.filter(([field]) => (field as string).endsWith(PREFIX) === isPrefix),
  ) as [[string, Json][], [string, Json][]];
  const patterns = prefixes.map(([field, schema]) => [`^${field.slice(0, -PREFIX.length)}\\.`, schema]);
  return {
    type: 'object',
    properties: Object.fromEntries(names),
    ...(patterns.length > 0 && { patternProperties: Object.fromEntries(patterns) }),
    additionalProperties: false,
  };
}

function readersOf({ permission, rule }: ChangeReader): string {
  if (permission === null) return 'Only the user can read the values.';
  const limit = rule === undefined ? '' : ', as far as the access rules of the field allow it';
  return `The user and callers with \`${permission}\` can read the values${limit}.`;
}

function closed(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const ID = { type: 'string', format: 'uuid', minLength: 36, maxLength: 36 };
const SHARED: Json = {
  EventId: { ...ID, description: 'The ID of the event. It stays the same if the event is sent again.' },
  EventTime: {
    type: 'string',
    format: 'date-time',
    maxLength: 24,
    description: 'The time of the event.',
    example: '2026-11-20T20:15:00.000Z',
  },
  EventSubjects: {
    type: 'array',
    maxItems: 101,
    items: ID,
    description: 'The IDs of the users concerned. Empty if the event concerns no user.',
  },
  EventChange: {
    description: 'The values of one field, or `hidden` for a receiver that cannot read them.',
    oneOf: [
      closed({
        before: { description: 'The value before the change; null if there was none.' },
        after: { description: 'The value after the change; null if there is none.' },
      }),
      closed({ hidden: { type: 'boolean', const: true } }),
    ],
  },
  NoFacts: { type: 'object', additionalProperties: false, description: 'This event has no facts.' },
  NoChanges: { type: 'object', additionalProperties: false, description: 'This event has no changed fields.' },
};

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** For `users.registered`: `UsersRegisteredEvent`. */
function schemaNameOf({ type }: EventDefinition): string {
  return `${pascalCase(type)}Event`;
}

function pascalCase(type: string): string {
  return type.replaceAll(/(?:^|[._])([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Describes the events in the OpenAPI document. */
@Injectable()
export class DescribedEvents extends WebhookDocument {
  readonly tag = EVENTS_TAG;

  shapes(): Type[] {
    return shapesOfFacts();
  }

  described(): ReturnType<typeof describedWebhooks> {
    return describedWebhooks();
  }
}
