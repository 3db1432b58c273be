import { Global, Module } from '@nestjs/common';
import { Places } from './places';
import { Origins } from './seen-origin';

@Global()
@Module({ providers: [Places, Origins], exports: [Origins, Places] })
export class OriginModule {}
