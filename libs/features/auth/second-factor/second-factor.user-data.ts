import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { RecoveryCodeRepository } from './recovery-codes/recovery-code.repository';
import { TotpRepository } from './totp/totp.repository';
import { DEVICE_PLACE } from './trusted-devices/trusted-devices';
import { TrustedDeviceRepository } from './trusted-devices/trusted-device.repository';

const MOST = 1000;
const factor = columnsKept('until it is removed or the account is erased; one day if the setup is not completed');
const device = columnsKept('until the device is no longer trusted, at most TRUSTED_DEVICE_DAYS');

@Injectable()
export class SecondFactorUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.second-factor';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_totp',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: factor.personal('owner of the authenticator app', 'plain'),
        secret_sealed: factor.personal('to verify codes of the app', 'sealed'),
        last_step: factor.personal('to accept a code only once', 'plain'),
        created_at: factor.personal('time of the setup', 'plain'),
        confirmed_at: factor.personal('time at which the setup was completed', 'plain'),
      },
    },
    {
      name: 'auth_recovery_code',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: factor.personal('owner of the code', 'plain'),
        code_hash: factor.personal('to recognise the code', 'hashed'),
        created_at: factor.personal('shown to the user', 'plain'),
        used_at: factor.personal('to accept a code only once', 'plain'),
      },
    },
    {
      name: 'auth_trusted_device',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: device.technical('ID of the device'),
        user_id: device.personal('owner of the device', 'plain'),
        token_hash: device.personal('to recognise the device', 'hashed'),
        created_at: device.personal('shown to the user', 'plain'),
        last_used_at: device.personal('shown to the user', 'plain'),
        expires_at: device.technical('time at which the trust expires'),
        origin_sealed: device.personal('device and country, shown to the user', 'sealed'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly totps: TotpRepository,
    private readonly codes: RecoveryCodeRepository,
    private readonly devices: TrustedDeviceRepository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const devices = (await this.devices.list(userId, undefined, MOST)).map(({ originSealed, ...device }) => {
      const seen = box.open(DEVICE_PLACE, originSealed);
      return { ...device, from: seen ? (JSON.parse(seen) as SeenOrigin) : null };
    });
    return {
      appSince: (await this.totps.find(userId))?.confirmedAt ?? null,
      recoveryCodes: await this.codes.count(userId),
      trustedDevices: devices,
    };
  }

  async erase(userId: string): Promise<void> {
    await this.totps.remove(userId);
    await this.codes.remove(userId);
    await this.devices.removeAllOf(userId);
  }
}
