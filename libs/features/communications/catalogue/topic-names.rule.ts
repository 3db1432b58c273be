import { FALLBACK_LANGUAGE, nearestLanguage } from '@platform/text/nearest-language.rule';
import type { TopicNames } from './topic.entity';

/** The name of a topic in the nearest language; the first one if there is none in English. */
export function topicNamesIn(
  names: readonly TopicNames[],
  language: string = FALLBACK_LANGUAGE,
): TopicNames | undefined {
  const nearest = nearestLanguage(language, new Set(names.map((name) => name.language)));
  return names.find((name) => name.language === nearest) ?? names[0];
}
