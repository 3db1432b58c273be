import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  FlagColumn,
  JsonColumn,
  PrimaryIdColumn,
  PrimaryTextColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { RoleClaims } from './role-claims.rule';

@Entity('access_role')
export class RoleEntity {
  @PrimaryTextColumn(40) name: string;
  @TextColumn(200) description: string;
  @JsonColumn() permissions: string[];
  @JsonColumn() claims: RoleClaims;
  @FlagColumn({ name: 'built_in' }) builtIn: boolean;
  @CountColumn() version: number;
}

@Entity('access_user_role')
@Index('access_user_role_role', ['role'])
export class UserRoleEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @PrimaryTextColumn(40) role: string;
  @TimeColumn({ name: 'given_at' }) givenAt: Date;
}
