import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ImportLedger, type ImportStage, type ImportState } from './import-ledger.repository';

const HEARTBEAT_MS = 2000;
const POLL_MS = 250;

/** Another process is importing this file. */
export class ImportLocked extends Error {
  constructor() {
    super('Another process is importing this file. Wait until it has finished, then try again.');
  }
}

export interface LockedImport {
  readonly state: ImportState;
  stop(): Promise<void>;
}

/** Allows one run per file. The lease of a killed run expires after a few seconds. */
@Injectable()
export class ImportLease {
  constructor(private readonly ledger: ImportLedger) {}

  /** Returns undefined if the file is in another stage, for example if it has already been imported. */
  async take(fingerprint: Buffer, stage: ImportStage, signal: AbortSignal): Promise<LockedImport | undefined> {
    if (stage === 'begun') await this.ledger.begin(fingerprint);
    let lastSeen: number | undefined;
    for (;;) {
      const state = await this.ledger.take(fingerprint, stage);
      if (state) return this.hold(fingerprint, state);
      const other = await this.ledger.find(fingerprint);
      if (Boolean(other?.finishedAt) !== (stage === 'finished')) return undefined;
      const until = other?.leaseUntil.getTime();
      // A running process extends its lease, so a lease that does not change expires.
      if (signal.aborted || (lastSeen !== undefined && until !== undefined && until > lastSeen))
        throw new ImportLocked();
      lastSeen = until;
      await pause(POLL_MS);
    }
  }

  private hold(fingerprint: Buffer, state: ImportState): LockedImport {
    const heartbeat = setInterval(() => {
      // If an extension fails, the next one replaces it.
      void this.ledger.prolong(fingerprint, state.lease).catch(() => undefined);
    }, HEARTBEAT_MS);
    return {
      state,
      stop: async () => {
        clearInterval(heartbeat);
        await this.ledger.release(fingerprint, state.lease);
      },
    };
  }
}
