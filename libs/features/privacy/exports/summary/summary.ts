import { escapeHtml } from '@platform/text/escape-html.rule';
import type { UserId } from '@platform/ids/ids';
import { kindTitle, SUMMARY_WORDS, summaryLanguageOf, type SummaryLanguage } from './summary-words';
import { SummarySection } from './summary-section';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}' +
  'table{border-collapse:collapse;margin:0 0 1rem;width:100%}' +
  'th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top;white-space:pre-wrap;' +
  'overflow-wrap:anywhere}th{width:30%;font-weight:600}';
/** The page contains texts of users, so that nothing but its own style may load. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

interface SummarySubject {
  readonly userId: UserId;
  readonly createdAt: Date;
  /** The locale of the user. */
  readonly language: string;
}

/** A page that shows the user in their language what the archive contains. */
export class Summary {
  private readonly language: SummaryLanguage;
  private readonly sections = new Map<string, { readonly title: string; readonly section: SummarySection }>();

  constructor(private readonly subject: SummarySubject) {
    this.language = summaryLanguageOf(subject.language);
  }

  sectionOf(provider: string, kind: string): SummarySection {
    const key = `${provider}/${kind}`;
    let found = this.sections.get(key);
    if (!found) {
      found = { title: kindTitle(kind, this.language), section: new SummarySection(this.language) };
      this.sections.set(key, found);
    }
    return found.section;
  }

  toHtml(): string {
    const { language, subject } = this;
    const words = SUMMARY_WORDS[language];
    const sections = [...this.sections.values()];
    const contents = sections.map(
      ({ title, section }, at) =>
        `<li><a href="#s${at}">${escapeHtml(title)}</a> (${number(section.count, language)})</li>`,
    );
    const parts = sections.map(
      ({ title, section }, at) =>
        `<h2 id="s${at}">${escapeHtml(title)} (${number(section.count, language)})</h2>\n${section.toHtml()}`,
    );
    return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${words.title}</title><style>${STYLE}</style></head>
<body>
<h1>${words.title}</h1>
<p>${words.introduction}</p>
<p>${words.account}: ${escapeHtml(subject.userId)}<br>${words.createdAt}: ${subject.createdAt.toISOString()}</p>
<ul>${contents.join('\n')}</ul>
${parts.join('\n')}
</body>
</html>
`;
  }
}

function number(count: number, language: SummaryLanguage): string {
  return count.toLocaleString(language);
}
