import { Injectable } from '@nestjs/common';
import { ConfigurationFaults } from '@platform/config/config';
import type { Values } from '@platform/text/placeholders.rule';
import { MailConfig } from '../mail.config';
import { allMails, mailNamed } from '../define-mail';
import { fillHtml, fillTemplate } from './fill.rule';
import { nearestLanguage } from '@platform/text/nearest-language.rule';
import { TemplateFiles } from './template-files';

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The templates of all mails and languages. They are read once at start, which fails if a template is invalid. */
@Injectable()
export class MailTemplates {
  private readonly files: TemplateFiles;

  constructor(private readonly config: MailConfig) {
    this.files = new TemplateFiles(allMails(), config.templates);
    if (this.files.faults.length > 0) throw new ConfigurationFaults(this.files.faults);
  }

  write(mail: string, locale: string, mailValues: Values): WrittenMail {
    const languages = this.files.texts.get(mail);
    const language = nearestLanguage(locale, new Set(languages?.keys()));
    const texts = language && languages?.get(language);
    if (!texts || !texts.template) throw new Error(`There is no text for the mail ${mail}.`);
    const values = { ...mailValues, app: this.config.appName };
    const { subject, text, html: content } = fillTemplate(texts.template, values, mailNamed(mail));
    const html = texts.html
      ? fillHtml(texts.html, values)
      : fillHtml(this.files.layout, { ...values, subject, language }, { content });
    return { subject, text, html };
  }
}
