import { allTopics, type TopicNames } from '@platform/notifications/topics';
import { FALLBACK_LANGUAGE, nearestLanguage } from '@platform/text/nearest-language.rule';

/** The name of a topic in the nearest language; the first one if there is none in English. */
export function topicNamesIn(
  names: readonly TopicNames[],
  language: string = FALLBACK_LANGUAGE,
): TopicNames | undefined {
  const nearest = nearestLanguage(language, new Set(names.map((name) => name.language)));
  return names.find((name) => name.language === nearest) ?? names[0];
}

/** The title of a topic of the app, which has names, or of a built-in one. */
export function topicTitleIn(topic: string, names: readonly TopicNames[] = [], language?: string): string {
  return topicNamesIn(allTopics().get(topic) ?? names, language)?.title ?? topic;
}
