import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { DeviceEntity } from './device.entity';

const { technical, personal } = columnsKept('until the session ends or the device is removed');

export const DEVICES_USER_DATA = userDataOf('communications.devices', [
  {
    name: 'communications_device',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      id: technical('ID of the device'),
      user_id: personal('owner of the device', 'plain'),
      session_id: personal('session that registered the device', 'plain'),
      kind: personal('push service', 'plain'),
      address_hash: technical('hash of the address, so that it is registered once'),
      content_sealed: personal('address and name of the device', 'sealed'),
      registered_at: personal('when it was last registered', 'plain'),
    },
    rows: {
      entity: DeviceEntity,
      kind: 'device',
      // The address is a secret: it is all that is needed to send to the device.
      omit: ['addressHash', 'contentSealed'],
      import: { never: 'A device receives notifications of the installation in which it was registered.' },
      reassign: { stays: 'A device receives the notifications of the account that is signed in there.' },
    },
  },
]);
