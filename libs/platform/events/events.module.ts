import { Global, Module } from '@nestjs/common';
import { ChangeAccess } from './change-access';
import { Events } from './events';
import { EventsUserData } from './events.user-data';
import { FanOut } from './fan-out';
import { OutboxRepository } from './outbox.repository';

@Global()
@Module({
  providers: [ChangeAccess, OutboxRepository, Events, FanOut, EventsUserData],
  exports: [ChangeAccess, Events],
})
export class EventsModule {}
