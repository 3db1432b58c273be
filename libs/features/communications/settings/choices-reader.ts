import { Injectable } from '@nestjs/common';
import { ProductPreferences } from '@features/preferences';
import type { UserId } from '@platform/ids/ids';
import type { Choices } from './choices.rule';

export const NAMESPACE = 'notifications';
const LOCALE = 'locale';

/** Reads what a user has chosen for notifications. The schema of the namespace has a default for each choice. */
@Injectable()
export class ChoicesReader {
  constructor(private readonly preferences: ProductPreferences) {}

  async of(userId: UserId): Promise<Choices> {
    const [notifications, locale] = await Promise.all([
      this.preferences.of(userId, NAMESPACE),
      this.preferences.of(userId, LOCALE),
    ]);
    return { ...notifications, timeZone: locale.timeZone } as unknown as Choices;
  }
}
