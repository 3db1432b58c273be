import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { PreferencesReader } from '../documents/preferences-reader';
import { PreferencesService } from '../documents/preferences.service';
import type { Viewer } from '../namespaces/namespace-rules.rule';
import type { Values } from '../values.rule';

const USER: Viewer = { actor: 'user' };
const PRODUCT: Viewer = { actor: 'system' };

/** The preferences that other features apply. */
@Injectable()
export class ProductPreferences {
  constructor(
    private readonly reader: PreferencesReader,
    private readonly preferences: PreferencesService,
  ) {}

  /** The values of a namespace, merged with their defaults. */
  async of(userId: UserId, namespace: string): Promise<Values> {
    return (await this.reader.one(userId, namespace, { viewer: PRODUCT })).body.values;
  }

  /** Applies a merge patch in the name of the user, and checks it like a request. */
  async change(userId: UserId, namespace: string, patch: Values): Promise<void> {
    await this.preferences.change({ viewer: USER, key: { userId, namespace } }, { patch });
  }
}
