// Runs a few parts at a time, and prints a line for each when it ends, with the output of failed ones.
import { interruption } from '../signals.mjs';

/** Returns the names of the failed parts. */
export async function runParts(parts, { node, atOnce }) {
  const waiting = [...parts];
  const failed = [];
  const startedAt = Date.now();
  const work = async () => {
    for (let part = waiting.shift(); part && !interruption.aborted; part = waiting.shift()) {
      if (!(await runPart(part, node))) failed.push(part.name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  interruption.throwIfAborted();
  console.log(`${parts.length - failed.length} of ${parts.length} passed, ${seconds(startedAt)}`);
  return failed;
}

async function runPart({ name, what, run }, node) {
  const startedAt = Date.now();
  const { ok, output = '' } = await run(node).catch((error) => ({ ok: false, output: textOf(error) }));
  if (interruption.aborted) return false;
  const warnings = ok && output.trim() ? ' (with warnings)' : '';
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(11)}${seconds(startedAt).padStart(7)}  ${what}${warnings}`);
  if (output.trim()) console.log(output.trimEnd().replaceAll(/^/gm, '    '));
  return ok;
}

function textOf(error) {
  return [error.also ? error.message : error.stack, ...(error.also ?? [])].join('\n');
}

function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
