import type { Behaviour, MailServer } from '@test/support/mail-server';

/** What mail servers do to those who rely on them. */
export const MOODS: readonly (Behaviour | 'away')[] = [
  'away',
  { lateMs: 150, at: 'mail' },
  { lateMs: 150, at: 'data' },
  { answer: 451, at: 'rcpt' },
  { answer: 550, at: 'rcpt' },
  { answer: 554, at: 'data' },
  { hangUp: 'connect' },
  { hangUp: 'data' },
  { hangUp: 'data-taken' },
  { hangUp: 'data-answered' },
  'talks nonsense',
];

export async function setMood(server: MailServer, mood: Behaviour | 'away'): Promise<void> {
  await server.down();
  if (mood === 'away') return;
  server.behave(mood);
  await server.up();
}
