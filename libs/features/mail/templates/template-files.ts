import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn, piecesOf, TemplateFault, type Segments } from '@platform/text/placeholders.rule';
import { APP_VALUE, linkNamesOf, type MailDefinition } from '../define-mail';
import { SHIPPED_LANGUAGES, SHIPPED_LAYOUT, shippedFileOf } from './shipped-templates';
import { htmlFaults, templateFaults } from './template-faults.rule';
import { parseTemplate, type Template } from './template.rule';

/** A mail in one language. */
export interface MailTexts {
  readonly template?: Template;
  /** The custom HTML part of the operator, which replaces the layout and its content. */
  readonly html?: Segments;
}

const IN_LAYOUT: ReadonlySet<string> = new Set(['language', 'subject', 'content', APP_VALUE]);
const FILE = /^(?<mail>.+)\.(?<form>txt|html)$/;

/** Reads and validates the built-in templates and the operator's custom ones, which replace them. */
export class TemplateFiles {
  readonly faults: string[] = [];
  /** By mail, then by language. */
  readonly texts = new Map<string, Map<string, MailTexts>>();
  layout: Segments = [];

  constructor(
    private readonly mails: readonly MailDefinition[],
    private readonly folder: string | undefined,
  ) {
    for (const mail of mails) {
      for (const language of SHIPPED_LANGUAGES) this.readText(shippedFileOf(mail, language), mail, language);
    }
    this.readLayout(SHIPPED_LAYOUT);
    if (folder !== undefined) this.readFolder(folder);
  }

  private readFolder(folder: string): void {
    if (!isFolder(folder)) {
      this.faults.push(`MAIL_TEMPLATES names ${folder}, which is not a folder.`);
      return;
    }
    for (const name of visibleFiles(folder)) {
      const path = join(folder, name);
      if (isFolder(path) && isLanguage(name)) this.readLanguage(path, name);
      else if (name === 'layout.html') this.readLayout(path);
      else this.faults.push(`${path} is neither layout.html nor a language folder.`);
    }
  }

  private readLanguage(folder: string, language: string): void {
    for (const name of visibleFiles(folder)) {
      const path = join(folder, name);
      const { mail: mailName, form } = FILE.exec(name)?.groups ?? {};
      const mail = this.mails.find((definition) => definition.name === mailName);
      if (!mail) this.faults.push(`${path} does not belong to any mail.`);
      else if (form === 'txt') this.readText(path, mail, language);
      else this.readHtml(path, mail, language);
    }
    for (const [mail, byLanguage] of this.texts) {
      const texts = byLanguage.get(language);
      if (texts?.html && !texts.template)
        this.faults.push(`${join(folder, `${mail}.html`)} has no ${mail}.txt beside it.`);
    }
  }

  private readText(path: string, mail: MailDefinition, language: string): void {
    this.readAndCheck(path, (source) => {
      const template = parseTemplate(source);
      this.addTexts(mail, language, { template });
      return templateFaults(template, { values: valuesOf(mail), links: linkNamesOf(mail) });
    });
  }

  private readHtml(path: string, mail: MailDefinition, language: string): void {
    this.readAndCheck(path, (source) => {
      const html = piecesOf(source);
      this.addTexts(mail, language, { html });
      return htmlFaults(html, valuesOf(mail));
    });
  }

  private readLayout(path: string): void {
    this.readAndCheck(path, (source) => {
      this.layout = piecesOf(source);
      const faults = htmlFaults(this.layout, IN_LAYOUT);
      return namesIn(this.layout).includes('content') ? faults : [...faults, 'must contain {{content}}'];
    });
  }

  private addTexts(mail: MailDefinition, language: string, texts: MailTexts): void {
    const byLanguage = this.texts.get(mail.name) ?? new Map<string, MailTexts>();
    byLanguage.set(language, { ...byLanguage.get(language), ...texts });
    this.texts.set(mail.name, byLanguage);
  }

  private readAndCheck(path: string, check: (source: string) => string[]): void {
    if (!existsSync(path)) {
      this.faults.push(`${path} is missing.`);
      return;
    }
    if (isFolder(path)) {
      this.faults.push(`${path} is a folder, not a file.`);
      return;
    }
    try {
      this.faults.push(...check(readFileSync(path, 'utf8')).map((fault) => `${path} ${fault}.`));
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      this.faults.push(`${path} ${error.message}.`);
    }
  }
}

function valuesOf(mail: MailDefinition): ReadonlySet<string> {
  return new Set([...Object.keys(mail.values), APP_VALUE]);
}

function visibleFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name)[0] === name;
  } catch {
    return false;
  }
}
