import './__name__.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { __Name__Controller } from './__name__.controller';
import { __Name__EntryEntity } from './__name__.entity';
import { __Name__Repository } from './__name__.repository';
import { __Name__Service } from './__name__.service';
import { __Name__Keeper } from './__name__.user-data';

@Module({
  imports: [TypeOrmModule.forFeature([__Name__EntryEntity])],
  controllers: [__Name__Controller],
  providers: [__Name__Keeper, __Name__Repository, __Name__Service],
})
export class __Name__Module {}
