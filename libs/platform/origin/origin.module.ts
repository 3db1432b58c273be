import { Global, Module } from '@nestjs/common';
import { Countries } from './countries';
import { Origins } from './seen-origin';

@Global()
@Module({ providers: [Countries, Origins], exports: [Origins, Countries] })
export class OriginModule {}
