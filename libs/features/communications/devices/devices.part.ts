import './devices.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { DeviceEntity } from './device.entity';
import { DeviceRepository } from './device.repository';
import { DeviceServices } from './device-services';
import { DevicesController } from './devices.controller';
import { DevicesOfEndedSessions } from './devices-of-ended-sessions';
import { DevicesService } from './devices.service';
import { DEVICES_USER_DATA } from './devices.user-data';

/** The devices that receive push notifications. */
export const DEVICES_PART: FeaturePart = {
  entities: [DeviceEntity],
  controllers: [DevicesController],
  providers: [DEVICES_USER_DATA, DeviceRepository, DeviceServices, DevicesOfEndedSessions, DevicesService],
};
