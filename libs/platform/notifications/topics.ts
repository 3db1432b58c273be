/** A text in each language of the product. */
export interface Translated {
  readonly en: string;
  readonly de: string;
}

/** What users choose channels for. Several notifications share a topic. */
export interface TopicDefinition {
  /** For example `security`. The name must stay stable, because the choices of users contain it. */
  readonly name: string;
  readonly title: Translated;
  readonly description: Translated;
  /** Users cannot switch it off, and it is sent during quiet hours. */
  readonly isMandatory: boolean;
}

export const TOPIC_NAME = /^[a-z][a-z0-9_-]{0,39}$/;

const topics = new Map<string, TopicDefinition>();

/** Declares a topic of the product. Apps add topics of their own through the API. */
export function defineTopic(
  name: string,
  { isMandatory = false, ...texts }: Omit<TopicDefinition, 'name' | 'isMandatory'> & { isMandatory?: boolean },
): TopicDefinition {
  if (!TOPIC_NAME.test(name)) throw new Error(`${name} is not a valid name for a topic.`);
  if (topics.has(name)) throw new Error(`The topic ${name} is declared twice.`);
  const topic = { name, isMandatory, ...texts };
  topics.set(name, topic);
  return topic;
}

export function allTopics(): readonly TopicDefinition[] {
  return [...topics.values()];
}

/** Notifications about the security of the account. */
export const SECURITY_TOPIC = defineTopic('security', {
  title: { en: 'Security', de: 'Sicherheit' },
  description: {
    en: 'Sign-ins from new devices and changes of your sign-in methods.',
    de: 'Anmeldungen von neuen Geräten und Änderungen Ihrer Anmeldemethoden.',
  },
  isMandatory: true,
});

/** Notifications about the account that are not about its security. */
export const ACCOUNT_TOPIC = defineTopic('account', {
  title: { en: 'Account', de: 'Konto' },
  description: {
    en: 'Exports of your data and changes of your roles.',
    de: 'Exporte Ihrer Daten und Änderungen Ihrer Rollen.',
  },
});
