import { readFile } from 'node:fs/promises';
import { CommandRefused } from './command-refused';

export async function readDocument(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandRefused(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
