import { ChoiceField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { CHANNELS } from '@platform/notifications/channels';

const CHANNEL = { values: CHANNELS, description: 'The channel.', example: 'email' };
const STATE = {
  values: ['waiting', 'sent', 'failed', 'cancelled'],
  description:
    '`sent`: the mail is in the queue, or the service has accepted it. `cancelled`: when it was due, the user had read it, or did not want it any more.',
  example: 'sent',
};

export class DeliveryDto {
  @ChoiceField(CHANNEL)
  channel: string;

  @ChoiceField(STATE)
  state: string;

  @TextField({ nullable: true, max: 200, description: 'Why it was not sent.', example: null })
  reason: string | null;

  @TimeField({ description: 'When it is sent, at the earliest.', example: '2026-11-20T20:15:00.000Z' })
  dueAt: string;

  @TimeField({ nullable: true, description: 'When it was settled.', example: '2026-11-20T20:15:00.000Z' })
  settledAt: string | null;
}

export class DeliveryListDto {
  @ShapeListField(() => DeliveryDto, { maxItems: 100, description: 'The deliveries, by channel.' })
  items: DeliveryDto[];
}

export class DeliveryCountDto {
  @ChoiceField(CHANNEL)
  channel: string;

  @ChoiceField(STATE)
  state: string;

  @IntegerField({ min: 1, max: 4_294_967_295, description: 'The number of deliveries.', example: 2 })
  deliveries: number;
}
