import { ErasureRepository } from '@features/privacy/erasure/erasures/erasure.repository';
import { ErasureRun } from '@features/privacy/erasure/run/erasure-run';
import type { TestApi } from '@test/support/test-api';
import type { Scene, World } from '../world';

export function erasureScenes(api: TestApi): Scene {
  const erasures = api.app.get(ErasureRepository);

  const pending = async (world: World) => {
    const { id: userId } = await world.person();
    const request = { userId, requestedByKind: 'administrator', requestedBy: world.admin.id } as const;
    return erasures.add({ ...request, state: 'pending_approval', reasonSealed: null, isImmediate: false });
  };
  const erased = async (world: World) => {
    const id = await pending(world);
    await erasures.beginAgain(id);
    await api.app.get(ErasureRun).erase(id);
    return id;
  };

  return async (operationId, _caller, world) => {
    switch (operationId) {
      case 'getErasure':
      case 'approveErasure':
      case 'cancelErasure':
        return { path: { id: await pending(world) } };
      case 'getErasureCertificate':
        return { path: { id: await erased(world) } };
      case 'createLegalHold':
        return { body: { userId: (await world.person()).id } };
      case 'deleteLegalHold':
        return { path: { id: await world.legalHold() } };
      default:
        return undefined;
    }
  };
}
