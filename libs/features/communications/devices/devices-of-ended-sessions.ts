import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import type { SessionId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { DeviceRepository } from './device.repository';

const SECONDS = 600;
const BATCH = 200;

/** Removes the devices of sessions that have ended. Nothing is sent to them before either. */
@Injectable()
export class DevicesOfEndedSessions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: SessionDirectory,
    private readonly devices: DeviceRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'communications.remove-devices', seconds: SECONDS, run: () => this.run() });
  }

  async run(): Promise<void> {
    let after: SessionId | undefined;
    do {
      const found = await this.devices.sessionsAfter(after, BATCH);
      const active = await this.sessions.secondsLeft(found);
      await this.devices.removeOfSessions(found.filter((sessionId) => !active.has(sessionId)));
      after = found.length === BATCH ? found[BATCH - 1] : undefined;
    } while (after);
  }
}
