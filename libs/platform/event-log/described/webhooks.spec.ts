import { defineEvent, NoFacts } from '../definitions/define-event';
import { BooleanField } from '@platform/http/fields/fields';
import { describedWebhooks, shapesOfFacts } from './webhooks';

class MovedFacts {
  @BooleanField({ description: 'Whether the move is complete.' })
  done: boolean;
}

defineEvent('test_webhooks.has_moved', 2, MovedFacts, 'A user moved', {
  changes: {
    city: { permission: null },
    street: { permission: 'users.read' },
    'extra.*': { permission: 'users.read', rule: 'test_webhooks.rule' },
  },
});
defineEvent('test_webhooks.left', 1, NoFacts, 'A user left');

describe('The webhooks of the OpenAPI document', () => {
  it('describe one request for each event', () => {
    const { webhooks, responses } = describedWebhooks();
    expect(Object.keys(webhooks)).toEqual(['test_webhooks.has_moved', 'test_webhooks.left']);
    expect(webhooks['test_webhooks.has_moved'].post).toMatchObject({
      operationId: 'onTestWebhooksHasMoved',
      summary: 'A user moved',
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/TestWebhooksHasMovedEvent' } } },
      },
      responses: { '2XX': { $ref: '#/components/responses/EventReceived' } },
    });
    expect(responses).toHaveProperty('EventReceived');
  });

  it('describe the version, the facts, and each field that can change with its readers', () => {
    const { schemas } = describedWebhooks();
    expect(schemas.TestWebhooksHasMovedEvent.properties).toMatchObject({
      type: { const: 'test_webhooks.has_moved' },
      version: { const: 2 },
      facts: { $ref: '#/components/schemas/MovedFacts' },
      changes: {
        properties: {
          city: { description: 'Only the user can read the values.' },
          street: { description: 'The user and callers with `users.read` can read the values.' },
        },
        patternProperties: { '^extra\\.': { $ref: '#/components/schemas/EventChange' } },
      },
    });
    expect(schemas.TestWebhooksLeftEvent.properties).toMatchObject({
      facts: { $ref: '#/components/schemas/NoFacts' },
      changes: { $ref: '#/components/schemas/NoChanges' },
    });
  });

  it('have one schema for each shape of facts, whose names must differ', () => {
    expect(shapesOfFacts()).toEqual([MovedFacts]);
    const other = { MovedFacts: class {} }.MovedFacts;
    Object.defineProperty(other, 'name', { value: 'MovedFacts' });
    BooleanField({ description: 'Another field.' })(other.prototype, 'isHome');
    defineEvent('test_webhooks.returned', 1, other, 'A user returned');
    expect(() => shapesOfFacts()).toThrow('Two shapes of facts are called MovedFacts.');
  });
});
