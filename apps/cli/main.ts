import 'reflect-metadata';
import { processOutput } from './output';
import { runCommand } from './run-command';

void runCommand(process.argv.slice(2), { ...processOutput(), env: process.env }).then((exitCode) => {
  process.exitCode = exitCode;
});
