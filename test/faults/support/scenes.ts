import type { OpenIdProvider } from '@test/support/openid-provider';
import type { TestApi } from '@test/support/test-api';
import { eventConsumerScenes } from './scenes/event-consumers';
import { erasureScenes } from './scenes/erasure';
import { exportScenes } from './scenes/exports';
import { identityScenes } from './scenes/identities';
import { emailSignInScenes } from './scenes/email-sign-in';
import { mailScenes } from './scenes/mail';
import { notificationScenes } from './scenes/notifications';
import { passkeyScenes } from './scenes/passkeys';
import { phoneScenes } from './scenes/phone';
import { proofScenes } from './scenes/proofs';
import { secondFactorScenes } from './scenes/second-factor';
import { versionScenes } from './scenes/versions';
import type { Wire } from './wire';
import type { Scene } from './world';

/** Prepares what a valid request of an operation needs. Each part of the product that needs this has a file in scenes/. */
export function scenesOf(api: TestApi, wire: Wire, provider: OpenIdProvider): Scene {
  const scenes = [
    phoneScenes(api),
    secondFactorScenes(api),
    emailSignInScenes(api),
    passkeyScenes(wire),
    identityScenes(provider, wire),
    eventConsumerScenes(api),
    erasureScenes(api),
    exportScenes(api),
    mailScenes(api),
    notificationScenes(api),
    proofScenes(api),
    versionScenes,
  ];
  return async (operationId, caller, world) => {
    for (const scene of scenes) {
      const meaning = await scene(operationId, caller, world);
      if (meaning) return meaning;
    }
    return undefined;
  };
}
