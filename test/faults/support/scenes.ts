import type { OpenIdProvider } from '@test/support/openid-provider';
import type { TestApi } from '@test/support/test-api';
import { identityScenes } from './scenes/identities';
import { mailWayScenes } from './scenes/mail-way';
import { passkeyScenes } from './scenes/passkeys';
import { secondFactorScenes } from './scenes/second-factor';
import type { Wire } from './wire';
import type { Scene } from './world';

/** All that is known of how to set the scene for an operation: a file for each part of the product that needs one. */
export function scenesOf(api: TestApi, wire: Wire, provider: OpenIdProvider): Scene {
  const scenes = [secondFactorScenes(api), mailWayScenes(api), passkeyScenes(wire), identityScenes(provider, wire)];
  return async (operationId, caller, world) => {
    for (const scene of scenes) {
      const meaning = await scene(operationId, caller, world);
      if (meaning) return meaning;
    }
    return undefined;
  };
}
