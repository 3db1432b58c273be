import { Global, Module } from '@nestjs/common';
import { Events } from './events';
import { EventsKeeper } from './events.user-data';
import { FanOut } from './fan-out';
import { OutboxRepository } from './outbox.repository';

@Global()
@Module({ providers: [OutboxRepository, Events, FanOut, EventsKeeper], exports: [Events] })
export class EventsModule {}
