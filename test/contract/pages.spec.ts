import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
const MOST_README_LINES = 150;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/adr')];

/** The links of a page to files of the repository, each as a path from the root with its `#anchor`. */
function linksOf(page: string): string[] {
  const text = read(page).replaceAll(/^```[\s\S]*?^```$|`[^`\n]*`/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => (link.startsWith('#') ? page + link : relative(ROOT, join(ROOT, dirname(page), link))));
}

/** The anchors that GitHub generates from headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('The documentation pages', () => {
  it('link only to files and headings that exist', () => {
    const broken = pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => {
          const [file = '', anchor] = link.split('#');
          return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
        })
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('are all listed in an index', () => {
    const listed = [...linksOf('docs/README.md'), ...linksOf('docs/adr/README.md')].map((link) => link.split('#')[0]);
    const unlisted = pages.filter((page) => page.startsWith('docs/') && !listed.includes(page));
    expect(unlisted).toEqual(['docs/README.md']);
  });

  it('show a decision with its title and its status', () => {
    const decisions = markdownIn('docs/adr').filter((page) => !page.endsWith('README.md'));
    const wrong = decisions.filter((page) => {
      const [title = '', , status = ''] = read(page).split('\n');
      const number = Number(/(\d{4})-/.exec(page)?.[1]);
      return !title.startsWith(`# ${number}. `) || !/^\d{4}-\d\d-\d\d, (accepted|replaced by)/.test(status);
    });
    expect(wrong).toEqual([]);
  });

  it('begin with a short README, whose example `npm run tour` also runs', () => {
    const readme = read('README.md');
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_README_LINES);
    const example = readme.split('\n## Example\n')[1]?.split('\n## ')[0] ?? '';
    const blocks = [...example.matchAll(/^```(?:sh|json)\n[\s\S]*?^```$/gm)].map(([block]) => block);
    expect(blocks.length).toBe(2);
    const tour = read('docs/tour.md');
    expect(blocks.filter((block) => !tour.includes(block))).toEqual([]);
  });
});
