import type { Behaviour, MailServer } from '@test/support/mail-server';

/** How mail servers fail. */
export const BEHAVIOURS: readonly (Behaviour | 'away')[] = [
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

export async function setBehaviour(server: MailServer, behaviour: Behaviour | 'away'): Promise<void> {
  await server.down();
  if (behaviour === 'away') return;
  server.behave(behaviour);
  await server.up();
}
