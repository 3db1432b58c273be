import type { Scene } from '../world';

/** A time at which the account exists, which the example in the document is not. */
export const versionScenes: Scene = async (operationId, _caller, world) => {
  const request = async () => ({ path: { id: (await world.person()).id }, at: new Date().toISOString() });
  switch (operationId) {
    case 'getUserVersions': {
      const { path, at } = await request();
      return { path, query: { at, record: 'profile' } };
    }
    case 'restoreUserVersion': {
      const { path, at } = await request();
      return { path, body: { record: 'profile', at, fields: undefined, dryRun: undefined } };
    }
    default:
      return undefined;
  }
};
