import { isId, newId } from '@platform/ids/ids';
import { deliveryId } from './delivery-id.rule';

describe('The id of a delivery', () => {
  const event = newId();

  it('is the same for the same event and listener, and different for others', () => {
    expect(deliveryId(event, 'webhooks')).toBe(deliveryId(event, 'webhooks'));
    expect(deliveryId(event, 'analytics')).not.toBe(deliveryId(event, 'webhooks'));
    expect(deliveryId(newId(), 'webhooks')).not.toBe(deliveryId(event, 'webhooks'));
  });

  it('is a valid id that begins with the time of the event', () => {
    expect(isId(deliveryId(event, 'webhooks'))).toBe(true);
    expect(deliveryId(event, 'webhooks').slice(0, 13)).toBe(event.slice(0, 13));
  });
});
