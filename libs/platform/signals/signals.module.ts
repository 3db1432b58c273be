import { Global, Module } from '@nestjs/common';
import { SignalPurge } from './signal-purge';
import { SignalRepository } from './signal.repository';
import { Signals } from './signals';
import { SignalsConfig } from './signals.config';
import { SignalsKeeper } from './signals.user-data';

@Global()
@Module({ providers: [SignalsConfig, SignalRepository, Signals, SignalPurge, SignalsKeeper], exports: [Signals] })
export class SignalsModule {}
