import { LogIntegration } from '@features/audit/proofs/log/log-integration';
import { CheckpointRepository } from '@features/audit/proofs/log/checkpoint.repository';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import { Sequencer } from '@platform/event-log/sequencer/sequencer';
import type { TestApi } from '@test/support/test-api';
import type { Meaning } from '../valid-request';
import type { Scene } from '../world';

const FULL = 256;

/** Adds all events to the tree, because no worker does it here. Returns the number of events in the tree. */
async function integrated({ app }: TestApi): Promise<number> {
  await app.get(Sequencer).step();
  await app.get(LogIntegration).run();
  return app.get(CheckpointRepository).provenPosition();
}

export function proofScenes(api: TestApi): Scene {
  return async (operationId, caller): Promise<Meaning | undefined> => {
    switch (operationId) {
      case 'listAuditCheckpoints':
        return { query: { latest: 'false' } };
      case 'getAuditTile': {
        const size = await integrated(api);
        return { path: { level: '0', path: size < FULL ? `000.p/${size}` : '000' } };
      }
      case 'getAuditProof':
      case 'getActivityProof': {
        await integrated(api);
        // Users get no proof of entries that name others.
        const search = { subjectId: caller.id, actorId: caller.id };
        const [entry] = await api.app.get(EventLogRepository).find(search, undefined, 1);
        return { path: { id: entry!.id } };
      }
      default:
        return undefined;
    }
  };
}
