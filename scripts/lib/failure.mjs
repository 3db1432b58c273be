// An error that the reader can act on. Its message is shown without a stack.
export class Failure extends Error {
  constructor(message, { exitCode = 1, also = [] } = {}) {
    super(message);
    this.exitCode = exitCode;
    this.also = also;
  }
}

/** Runs a script's main function. Expected errors are printed as messages, bugs with a stack. */
export async function runScript(main) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 12)) {
    console.error(`userkeep needs Node 20.12 or later; this is ${process.version}.`);
    process.exit(1);
  }
  // A closed terminal or pipe must not end the script before its clean-up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Failure) [error.message, ...error.also].forEach((line) => console.error(line));
    else console.error(SENTENCES[error?.code]?.(error) ?? error);
    process.exitCode = error?.exitCode ?? 1;
  }
}

const SENTENCES = {
  ENOSPC: () => 'The disk is full.',
  EROFS: ({ path }) => `The file system is read-only, but userkeep must write ${path}.`,
  EACCES: ({ path }) => `This user is not allowed to write ${path}; it may belong to another user.`,
};
