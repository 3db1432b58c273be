export const TOPIC_NAME = /^[a-z][a-z0-9_-]{0,39}$/;

/** The name and description of a topic in one language. */
export interface TopicNames {
  readonly language: string;
  readonly title: string;
  readonly description: string;
}

const topics = new Map<string, readonly TopicNames[]>();

/** Declares a topic, which several notifications share. Its name must stay stable, because inboxes contain it. */
export function defineTopic(topic: string, names: readonly TopicNames[]): string {
  if (!TOPIC_NAME.test(topic)) throw new Error(`${topic} is not a valid name for a topic.`);
  if (topics.has(topic)) throw new Error(`The topic ${topic} is declared twice.`);
  topics.set(topic, names);
  return topic;
}

export function allTopics(): ReadonlyMap<string, readonly TopicNames[]> {
  return topics;
}

export const SECURITY_TOPIC = defineTopic('security', [
  { language: 'en', title: 'Security', description: 'Sign-ins, credentials and roles of the account' },
  { language: 'de', title: 'Sicherheit', description: 'Anmeldungen, Zugangsdaten und Rollen des Kontos' },
]);
export const ACCOUNT_TOPIC = defineTopic('account', [
  { language: 'en', title: 'Account', description: 'The account, except its security' },
  { language: 'de', title: 'Konto', description: 'Das Konto, außer seiner Sicherheit' },
]);
