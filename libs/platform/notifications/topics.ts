export const TOPIC_NAME = /^[a-z][a-z0-9_-]{0,39}$/;

const topics = new Map<string, string>();

/** Declares a topic, which several notifications share. The name must stay stable, because inboxes contain it. */
export function defineTopic(name: string, meaning: string): string {
  if (!TOPIC_NAME.test(name)) throw new Error(`${name} is not a valid name for a topic.`);
  if (topics.has(name)) throw new Error(`The topic ${name} is declared twice.`);
  topics.set(name, meaning);
  return name;
}

export function allTopics(): ReadonlyMap<string, string> {
  return topics;
}

export const SECURITY_TOPIC = defineTopic('security', 'Sign-ins, credentials and roles of the account');
export const ACCOUNT_TOPIC = defineTopic('account', 'The account, except its security');
