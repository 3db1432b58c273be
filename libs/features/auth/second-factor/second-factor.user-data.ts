import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { RecoveryCodeEntity } from './recovery-codes/recovery-code.entity';
import { SmsFactorEntity } from './sms/sms-factor.entity';
import { TotpEntity } from './totp/totp.entity';
import { TrustedDeviceEntity } from './trusted-devices/trusted-device.entity';

const factor = columnsKept('until it is removed or the account is erased; one day if the setup is not completed');
const device = columnsKept('until the device is no longer trusted, at most TRUSTED_DEVICE_DAYS');

export const SECOND_FACTOR_USER_DATA = userDataOf('auth.second-factor', [
  {
    name: 'auth_totp',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention: {
      since: 'created_at',
      days: 1,
      event: 'the start of a setup that was not completed',
      where: 'confirmed_at IS NULL',
    },
    columns: {
      user_id: factor.personal('owner of the authenticator app', 'plain'),
      secret_sealed: factor.personal('to verify codes of the app', 'sealed'),
      last_step: factor.personal('to accept a code only once', 'plain'),
      created_at: factor.personal('time of the setup', 'plain'),
      confirmed_at: factor.personal('time at which the setup was completed', 'plain'),
    },
    rows: {
      entity: TotpEntity,
      kind: 'totp',
      omit: ['secretSealed', 'lastStep'],
      import: { never: 'An export contains no secrets.' },
      reassign: { stays: 'An account has one authenticator app.' },
    },
  },
  {
    name: 'auth_sms_factor',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: factor.personal('account that requires a code by text message', 'plain'),
      created_at: factor.personal('time at which it was turned on', 'plain'),
    },
    rows: {
      entity: SmsFactorEntity,
      kind: 'smsFactor',
      import: { never: 'The phone number must be verified in this installation first.' },
      reassign: { stays: 'An account requires codes for its own phone number.' },
    },
  },
  {
    name: 'auth_recovery_code',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: factor.personal('owner of the code', 'plain'),
      code_hash: factor.personal('to recognise the code', 'hashed'),
      created_at: factor.personal('shown to the user', 'plain'),
      used_at: factor.personal('to accept a code only once', 'plain'),
    },
    rows: {
      entity: RecoveryCodeEntity,
      kind: 'recoveryCode',
      import: { never: 'An export contains no codes.' },
      reassign: { stays: 'Recovery codes belong to the authenticator app of their account.' },
    },
  },
  {
    name: 'auth_trusted_device',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention: { since: 'expires_at', days: 0, event: 'the end of the trust' },
    columns: {
      id: device.technical('ID of the device'),
      user_id: device.personal('owner of the device', 'plain'),
      token_hash: device.personal('to recognise the device', 'hashed'),
      created_at: device.personal('shown to the user', 'plain'),
      last_used_at: device.personal('shown to the user', 'plain'),
      expires_at: device.technical('time at which the trust expires'),
      origin_sealed: device.personal('device and country, shown to the user', 'sealed'),
    },
    rows: {
      entity: TrustedDeviceEntity,
      kind: 'trustedDevice',
      json: ['originSealed'],
      import: { never: 'An export contains no tokens.' },
      reassign: { stays: 'A device is trusted for one account.' },
    },
  },
]);
