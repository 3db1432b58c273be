import { generateSync } from 'otplib';
import { Database } from '@platform/persistence/database';
import { PASSWORD, type Answer, type TestApi } from '@test/support/test-api';
import { newTotpSecret } from '@features/auth/second-factor/totp/totp-code.rule';
import { TotpFactor } from '@features/auth/second-factor/totp/totp-factor';
import { TotpRepository } from '@features/auth/second-factor/totp/totp.repository';
import { TrustedDevices } from '@features/auth/second-factor/trusted-devices/trusted-devices';
import { TrustedDeviceRepository } from '@features/auth/second-factor/trusted-devices/trusted-device.repository';
import type { UserId } from '@platform/ids/ids';
import type { Person, Scene, World } from '../world';

export interface UserWithApp {
  readonly person: Person;
  /** Signs in with the password, up to the MFA challenge. */
  begin(deviceToken?: string): Promise<Answer>;
  code(): string;
}

/** A user whose sign-in requires a TOTP code. */
export async function personWithApp(api: TestApi, world: World): Promise<UserWithApp> {
  const person = await world.person();
  const secret = newTotpSecret();
  await api.app.get(Database).transactions.run(async () => {
    await api.app.get(TotpFactor).begin(person.id, secret);
    await api.app.get(TotpRepository).confirm(person.id);
  });
  return {
    person,
    begin: (deviceToken) =>
      api.call('POST', '/v1/auth/login', { body: { email: person.email, password: PASSWORD, deviceToken } }),
    code: () => generateSync({ secret }),
  };
}

/** Works on the database, because setting up an app over HTTP would end the sessions of the caller. */
export function secondFactorScenes(api: TestApi): Scene {
  const { app } = api;
  const inTransaction = <T>(work: () => Promise<T>) => app.get(Database).transactions.run(work);
  const startSetup = async (userId: UserId): Promise<string> => {
    const secret = newTotpSecret();
    await inTransaction(async () => {
      await app.get(TotpRepository).remove(userId);
      await app.get(TotpFactor).begin(userId, secret);
    });
    return secret;
  };
  const setUp = async (userId: UserId): Promise<string> => {
    const secret = await startSetup(userId);
    await inTransaction(() => app.get(TotpRepository).confirm(userId));
    return secret;
  };
  return async (operationId, caller, world) => {
    switch (operationId) {
      case 'startTotpSetup':
        await inTransaction(() => app.get(TotpRepository).remove(caller.id));
        return {};
      case 'confirmTotp':
        return { body: { code: generateSync({ secret: await startSetup(caller.id) }) } };
      case 'disableTotp':
      case 'createRecoveryCodes':
        await setUp(caller.id);
        return {};
      case 'resetUserMfa':
        return { path: { id: (await personWithApp(api, world)).person.id } };
      case 'stepUp':
        await inTransaction(() => app.get(TotpRepository).remove(caller.id));
        return { body: { method: undefined, code: undefined } };
      case 'completeMfaSignIn': {
        const { begin, code } = await personWithApp(api, world);
        return { body: { mfaToken: (await begin()).body.mfaToken, method: 'totp', code: code() } };
      }
      case 'deleteTrustedDevice':
        await inTransaction(() => app.get(TrustedDevices).trust(caller.id));
        return { path: { id: (await app.get(TrustedDeviceRepository).list(caller.id, undefined, 1))[0]?.id ?? '' } };
      default:
        // An app from an earlier scene must not require a code in this one.
        await inTransaction(() => app.get(TotpRepository).remove(caller.id));
        return undefined;
    }
  };
}
