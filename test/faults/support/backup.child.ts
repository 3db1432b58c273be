import { openMachine, type MachineParts } from '../../../libs/features/privacy/backups/backups.test-support';

// Makes a backup, or restores one, and kills itself at a step: while a chunk of rows is on its way.
const parts = JSON.parse(process.env.MACHINE ?? '') as MachineParts;
const { BACKUP: backup, TARGET: target } = process.env;
let left = Number(process.env.KILL_AT);
const step = () => {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
};

async function main(): Promise<void> {
  const machine = await openMachine(parts);
  if (backup === undefined || target === undefined) {
    await machine.creator.create(step);
  } else {
    const { restore } = await openMachine(JSON.parse(target) as MachineParts);
    await restore.run({
      data: machine.input(backup, 'data'),
      keys: machine.input(backup, 'keys'),
      privateKey: machine.privateKey,
      trusted: 'any',
      force: false,
      onStep: step,
      onRows: step,
    });
  }
}

void main().then(() => process.disconnect());
