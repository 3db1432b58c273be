import './sessions.migration';
import { SessionDirectory } from '@platform/access/session-directory';
import type { FeaturePart } from '@platform/process/feature-part';
import { ActiveSessions } from './active-sessions';
import { RefreshController } from './refresh.controller';
import { RefreshService } from './refresh.service';
import { SessionEnder } from './session-ender';
import { SessionLock } from './session-lock';
import { SessionOpener } from './session-opener';
import { SessionEntity } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SessionsController } from './sessions.controller';
import { SessionsStream } from './sessions-stream';
import { SESSIONS_USER_DATA } from './sessions.user-data';
import { SignInMetrics } from './sign-in-metrics';
import { TokenTransport } from './token-transport';

export const SESSIONS_PART: FeaturePart = {
  controllers: [RefreshController, SessionsController],
  providers: [
    ActiveSessions,
    RefreshService,
    SessionEnder,
    SessionLock,
    SessionOpener,
    SessionRepository,
    SessionService,
    SessionsStream,
    SESSIONS_USER_DATA,
    SignInMetrics,
    TokenTransport,
    { provide: SessionDirectory, useExisting: ActiveSessions },
  ],
  entities: [SessionEntity],
};
