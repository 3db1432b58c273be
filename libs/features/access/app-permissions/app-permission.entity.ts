import { Entity } from 'typeorm';
import { PrimaryTextColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';

/** A permission of the app, which the app itself enforces. */
@Entity('access_permission')
export class AppPermissionEntity {
  @PrimaryTextColumn(60) name: string;
  @TextColumn(200) meaning: string;
  @TimeColumn({ name: 'defined_at' }) definedAt: Date;
}
