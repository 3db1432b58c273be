import { escapeHtml } from '@platform/text/escape-html.rule';
import { fieldTitle, SUMMARY_WORDS, type SummaryLanguage } from './summary-words';

/** The archive contains everything; the summary shows the first records, so that a browser can open it. */
const SHOWN_RECORDS = 50;
const SHOWN_FILES = 200;
const MAX_HTML_LENGTH = 128 * 1024;
const MAX_VALUE_LENGTH = 1000;

/** The part of the summary about one kind. Its size is limited, whatever the number of records. */
export class SummarySection {
  private readonly shown: string[] = [];
  private length = 0;
  private records = 0;
  private files = 0;

  constructor(private readonly language: SummaryLanguage) {}

  get count(): number {
    return this.records + this.files;
  }

  addRecord(record: Readonly<Record<string, unknown>>): void {
    this.records++;
    if (this.shown.length < SHOWN_RECORDS && this.length < MAX_HTML_LENGTH) this.show(this.htmlOf(record));
  }

  addFile(path: string): void {
    this.files++;
    if (this.shown.length < SHOWN_FILES) this.show(`<p><a href="${escapeHtml(path)}">${escapeHtml(path)}</a></p>`);
  }

  toHtml(): string {
    const left = this.count - this.shown.length;
    const words = SUMMARY_WORDS[this.language];
    return this.shown.join('\n') + (left > 0 ? `\n<p>${escapeHtml(words.more(left))}</p>` : '');
  }

  private show(html: string): void {
    this.shown.push(html);
    this.length += html.length;
  }

  private htmlOf(record: Readonly<Record<string, unknown>>): string {
    const rows = Object.entries(record)
      .filter(([, value]) => value !== null && value !== '')
      .map(
        ([name, value]) =>
          `<tr><th>${escapeHtml(fieldTitle(name, this.language))}</th><td>${escapeHtml(this.textOf(value))}</td></tr>`,
      );
    return `<table>${rows.join('')}</table>`;
  }

  private textOf(value: unknown): string {
    const words = SUMMARY_WORDS[this.language];
    if (typeof value === 'boolean') return value ? words.yes : words.no;
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
    return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)} …` : text;
  }
}
