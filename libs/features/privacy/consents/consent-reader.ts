import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { ConsentRepository } from './consent.repository';

/** Whether a user has consented, for features that need it: analytics, marketing mail. */
@Injectable()
export class ConsentReader {
  constructor(private readonly consents: ConsentRepository) {}

  /** Reads the database each time, so that a withdrawal takes effect at once. */
  async isGiven(userId: UserId, purpose: string): Promise<boolean> {
    return (await this.consents.newest(userId, purpose))?.given === true;
  }
}
