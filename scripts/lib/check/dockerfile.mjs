// The rules for the project's Dockerfile. dockerfile-utils checks its syntax.
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

const EXACT = /:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/;
const SECRET = /secret|passw|token|master_?key|private_?key|credential/i;

/** Returns one sentence for each fault. */
export function dockerfileFaults(text) {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const stages = stagesOf(instructions);
  return [
    ...validate(text).map(
      ({ message, range }) => `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
    ),
    ...baseFaults(stages),
    ...secretFaults(instructions),
    ...commandFaults(instructions),
    ...(stages.length === 0 ? [] : finalStageFaults(stages)),
  ];
}

function stagesOf(instructions) {
  const stages = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === 'FROM') stages.push({ from: instruction, instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function baseFaults(stages) {
  const names = stages.map(({ from }) => from.getBuildStage());
  return stages
    .filter(({ from }) => !names.includes(from.getImage()) && !EXACT.test(from.getImage() ?? ''))
    .map(({ from }) => at(from, `${from.getImage()} is not pinned to an exact version`));
}

function secretFaults(instructions) {
  return instructions
    .filter((instruction) => ['ENV', 'ARG'].includes(instruction.getKeyword()))
    .filter((instruction) => SECRET.test(instruction.getArgumentsContent() ?? ''))
    .map((instruction) => at(instruction, 'a secret in ENV or ARG stays readable in the image'));
}

function commandFaults(instructions) {
  return instructions.flatMap((instruction) => {
    const [keyword, text] = [instruction.getKeyword(), instruction.getArgumentsContent() ?? ''];
    if (keyword === 'ADD') return [at(instruction, 'use COPY; ADD also fetches and unpacks')];
    if (keyword !== 'RUN') return [];
    return [
      ...(/npm (install|i)\b/.test(text) ? [at(instruction, 'use `npm ci`, which installs the locked versions')] : []),
      ...(/(curl|wget)[^|]*\|/.test(text) ? [at(instruction, 'downloads must not be piped into a shell')] : []),
      ...(/\bsudo\b/.test(text) ? [at(instruction, 'sudo must not be used in an image')] : []),
    ];
  });
}

function finalStageFaults(stages) {
  const { from, instructions } = stages.at(-1);
  const last = (keyword) => instructions.findLast((instruction) => instruction.getKeyword() === keyword);
  const user = last('USER')?.getArgumentsContent() ?? 'root';
  const entry = last('ENTRYPOINT')?.getArgumentsContent() ?? '';
  const copiesAll = instructions.some(
    (instruction) => instruction.getKeyword() === 'COPY' && instruction.getArguments()[0]?.getValue() === '.',
  );
  return [
    ...(stages.length < 2 ? [at(from, 'files that only the build needs must be in a separate stage')] : []),
    ...(/^(root|0)(:|$)/.test(user) ? [at(from, 'the last stage runs as root; give it a USER')] : []),
    ...(/^CMD\b/.test(
      last('HEALTHCHECK')
        ?.getArgumentsContent()
        ?.replace(/^(--\S+\s+)+/, '') ?? '',
    )
      ? []
      : [at(from, 'the last stage has no HEALTHCHECK')]),
    ...(entry.startsWith('[')
      ? []
      : [at(from, 'the ENTRYPOINT must be a list, because a shell does not forward signals')]),
    ...(last('STOPSIGNAL') ? [] : [at(from, 'the last stage has no STOPSIGNAL')]),
    ...(copiesAll ? [at(from, 'the last stage copies the whole folder; copy only the files that it needs')] : []),
  ];
}

function at(instruction, fault) {
  return `line ${instruction.getRange().start.line + 1}: ${fault}`;
}
