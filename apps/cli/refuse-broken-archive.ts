import { BrokenArchive } from '@features/privacy';
import { CommandRefused } from './command-refused';

const NOT_VALID = 3;

/** Turns a damaged archive, or a file that cannot be read, into a message for the operator. */
export async function refusingBroken<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenArchive) throw new CommandRefused(error.message, NOT_VALID);
    const { code, syscall, path } = error as NodeJS.ErrnoException;
    if (syscall && path === file) throw new CommandRefused(`The file ${file} cannot be read (${code}).`);
    throw error;
  }
}
