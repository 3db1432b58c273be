import 'reflect-metadata';
import { processOutput } from './output';
import { runCommand } from './run-command';

// `userkeep openapi | head` closes the pipe early, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCommand(process.argv.slice(2), { ...processOutput(), env: process.env }).then((exitCode) => {
  process.exitCode = exitCode;
});
