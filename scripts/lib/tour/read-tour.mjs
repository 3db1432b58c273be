// The examples of a Markdown text between the two marks: each `sh` block is a command, and the `json` block below it is
// the expected answer. Blocks of other languages are not run.
const BETWEEN = /<!-- tour:begin -->([\s\S]*?)<!-- tour:end -->/;
const FENCED = /^```(\w+)\n([\s\S]*?)^```$/gm;

export function readTour(markdown) {
  const [, text = ''] = BETWEEN.exec(markdown) ?? [];
  const steps = [];
  let title = '';
  let from = 0;
  for (const match of text.matchAll(FENCED)) {
    const [whole, language, body] = match;
    const heading = [...text.slice(from, match.index).matchAll(/^## (.+)$/gm)].at(-1);
    if (heading) title = heading[1];
    from = match.index + whole.length;
    if (language === 'sh') steps.push({ title: title || `step ${steps.length + 1}`, command: body });
    else if (language === 'json' && steps.length > 0) steps.at(-1).expected = JSON.parse(body);
  }
  return steps;
}
