import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import type { TestApi } from '@test/support/test-api';
import type { Scene, World } from '../world';

const CONSUMER = 'recovery.prove-email';

/** Stops a user for a consumer, because no request of the API makes a consumer fail. */
async function stoppedUser(api: TestApi, world: World): Promise<string> {
  const { id } = await world.person();
  await api.app.get(Database).write(
    `INSERT INTO event_stop (consumer, subject_id, position, state, attempts, error, since)
     SELECT ?, ?, position, 'stopped', 1, 'Error: a test', UTC_TIMESTAMP(3) FROM event_sequence`,
    [CONSUMER, idToBytes(id)],
  );
  return id;
}

export function eventConsumerScenes(api: TestApi): Scene {
  return async (operationId, _caller, world) => {
    switch (operationId) {
      case 'listEventStops':
        return { path: { name: CONSUMER } };
      case 'replayEvent':
      case 'skipEvent':
        return { path: { name: CONSUMER }, body: { subjectId: await stoppedUser(api, world) } };
      case 'rewindEventConsumer':
        return { path: { name: CONSUMER }, body: { position: 0, at: undefined } };
      default:
        return undefined;
    }
  };
}
