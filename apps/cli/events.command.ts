import type { Command } from 'commander';
import { ConsumersService } from '@features/audit';
import { isUtcTime } from '@platform/text/utc-time.rule';
import { isId, type UserId } from '@platform/ids/ids';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

const NO_SUBJECT = 'none';
const SUBJECT = `the ID of the user, or "${NO_SUBJECT}" for events without one`;

export function addEventsCommand(program: Command, line: CommandLine): void {
  const events = program.command('events').description('manage the consumers of events');
  events
    .command('consumers')
    .description('show the positions of the log and of its consumers, one JSON object per line')
    .action(async () => {
      await inApplication(line, async (application) => {
        const { items, ...log } = await application.get(ConsumersService).list();
        line.print(JSON.stringify(log));
        for (const consumer of items) line.print(JSON.stringify(consumer));
      });
    });
  events
    .command('stops')
    .argument('<consumer>', 'the name of the consumer')
    .description('list the subjects whose events the consumer could not handle, one JSON object per line')
    .action(async (consumer: string) => {
      await inApplication(line, async (application) => {
        let cursor: string | undefined;
        let listed = 0;
        do {
          const page = await application.get(ConsumersService).listStops(consumer, { limit: 100, cursor });
          for (const stop of page.items) line.print(JSON.stringify(stop));
          listed += page.items.length;
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        if (listed === 0) line.complain('The consumer handles the events of all subjects.');
      });
    });
  events
    .command('replay')
    .argument('<consumer>', 'the name of the consumer')
    .argument('<subject>', SUBJECT)
    .description('retry the failed event of a subject, with a new count of attempts')
    .action(async (consumer: string, subject: string) => {
      const subjectId = subjectIn(subject);
      await inApplication(line, (application) => application.get(ConsumersService).replay(consumer, subjectId));
      line.print('The event will be tried again.');
    });
  events
    .command('skip')
    .argument('<consumer>', 'the name of the consumer')
    .argument('<subject>', SUBJECT)
    .requiredOption('--reason <text>', 'why the event is skipped; stored in the audit log')
    .description('skip the failed event of a subject and continue with the next one')
    .action(async (consumer: string, subject: string, { reason }: { reason: string }) => {
      const subjectId = subjectIn(subject);
      await inApplication(line, (application) => application.get(ConsumersService).skip(consumer, subjectId, reason));
      line.print('The event will not be handled.');
    });
  events
    .command('rewind')
    .argument('<consumer>', 'the name of the consumer')
    .option('--position <number>', 'handle all events after this position')
    .option('--at <time>', 'handle all events from this time in UTC on, for example 2026-11-20T20:15:00Z')
    .description('move a consumer to a position or time, so that it handles all later events again')
    .action(async (consumer: string, options: { position?: string; at?: string }) => {
      const target = targetIn(options);
      const { position } = await inApplication(line, (application) =>
        application.get(ConsumersService).rewind(consumer, target),
      );
      line.print(`${consumer} handles the events after position ${position}.`);
    });
}

function subjectIn(text: string): UserId | null {
  if (text === NO_SUBJECT) return null;
  if (!isId<UserId>(text)) throw new CommandRefused(`${text} is not the ID of a user.`);
  return text;
}

function targetIn({ position, at }: { position?: string; at?: string }): { position: number } | { at: string } {
  if ((position === undefined) === (at === undefined)) throw new CommandRefused('Give either --position or --at.');
  if (at !== undefined) {
    if (!isUtcTime(at)) throw new CommandRefused(`${at} is not a time in UTC. Use the form 2026-11-20T20:15:00Z.`);
    return { at };
  }
  if (!/^\d{1,15}$/.test(position as string)) throw new CommandRefused(`${position} is not a position.`);
  return { position: Number(position) };
}
