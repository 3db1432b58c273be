import fc from 'fast-check';
import { anyText } from '@test/support/any-text';
import { cleanValue, piecesOf } from '@platform/text/placeholders.rule';
import { fillHtml, fillTemplate } from './fill.rule';
import { nearestLanguage } from '@platform/text/nearest-language.rule';
import { htmlFaults, templateFaults } from './template-faults.rule';
import { parseTemplate } from './template.rule';

const SOURCE = `Subject: Hello {{name}}

First {{name}}
goes on.

[Go & see {{name}}]({{link}})

**{{code}}**
`;
const VALUES = { name: 'Ada', link: 'https://id.example.com/a?b=1&c=2#token=x', code: '12 34' };

describe('A template', () => {
  it('is a subject, paragraphs, buttons and codes, in text and in HTML', () => {
    const { subject, text, html } = fillTemplate(parseTemplate(SOURCE), VALUES);
    expect(subject).toBe('Hello Ada');
    expect(text).toBe('First Ada\ngoes on.\n\nGo & see Ada:\nhttps://id.example.com/a?b=1&c=2#token=x\n\n    12 34\n');
    expect(html.split('\n').slice(-2)).toEqual([
      '<p><a class="button" href="https://id.example.com/a?b=1&#38;c=2#token=x">Go &#38; see Ada</a></p>',
      '<p class="code">12 34</p>',
    ]);
  });

  it('can have the line endings of any editor', () => {
    const filled = fillTemplate(parseTemplate(SOURCE), VALUES);
    expect(fillTemplate(parseTemplate(`\uFEFF${SOURCE.replaceAll('\n', '\r\n')}`), VALUES)).toEqual(filled);
  });

  it('is parsed before a value is inserted, so a value can only be text', () => {
    const evil = '[x]({{link}})\n\n**big**\r\nBcc: v@example.com <script>"{{code}}"';
    const { subject, text, html } = fillTemplate(parseTemplate(SOURCE), { ...VALUES, name: evil });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject).toContain('{{code}}');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html.match(/class="code"/g)).toHaveLength(1);
    expect(html).not.toContain('<script>');
    expect(text.split('\n\n')).toHaveLength(3);
  });

  it('has the same structure for any values', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/href="[^"]*"/, 'href'));
    const template = parseTemplate(SOURCE);
    const usual = tags(fillTemplate(template, VALUES).html);
    fc.assert(
      fc.property(anyText(), fc.string({ unit: 'grapheme' }), (name, code) => {
        const { subject, html } = fillTemplate(template, { ...VALUES, name, code });
        expect(tags(html)).toEqual(usual);
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it.each([
    ['', 'must begin with a line `Subject: …`'],
    ['Hello\n\ntext', 'must begin with a line `Subject: …`'],
    ['Subject:   \n\ntext', 'must begin with a line `Subject: …`'],
    ['Subject: x\n\n \n', 'has a subject but no text'],
    ['Subject: x\n\nHello {{name', 'has {{ or }} that do not enclose the name of a value'],
    ['Subject: x\n\nHello {{first name}}', 'has {{ or }} that do not enclose the name of a value'],
  ])('is rejected as %j', (source, fault) => {
    expect(() => parseTemplate(source)).toThrow(fault);
  });

  it('refers only to existing values, and makes buttons only of links', () => {
    const known = { values: new Set(['link', 'code']), links: new Set(['link']) };
    const faults = (source: string) => templateFaults(parseTemplate(source), known);
    expect(faults('Subject: {{code}}\n\n[Go]({{link}})')).toEqual([]);
    expect(faults('Subject: {{link}}\n\n[{{nmae}}]({{code}})')).toEqual([
      'uses {{nmae}}, but the only values are {{link}}, {{code}}',
      'has a button with {{code}}, which is not a link',
      'has the link {{link}} in its subject',
    ]);
    expect(htmlFaults(piecesOf('<a href="{{lnik}}">'), known.values)).toHaveLength(1);
  });
});

describe('The HTML template of an operator', () => {
  it('inserts values as text, including in attributes', () => {
    const html = fillHtml(
      piecesOf('<a title="{{name}}" href=\'{{link}}\'>{{name}}</a>{{content}}'),
      {
        name: `"><img src=x onerror='1'>`,
        link: VALUES.link,
      },
      { content: '<p>ours</p>' },
    );
    expect(html).not.toContain('<img');
    expect(html.match(/["']/g)).toHaveLength(4);
    expect(html).toContain('<p>ours</p>');
  });
});

describe('A value', () => {
  it('loses line breaks, control characters and characters that change the direction of text', () => {
    expect(cleanValue('a\r\n\0b\u2028c\u202Ed\u2066e\u0085f ')).toBe('a b c d e f');
    expect(cleanValue('Zoë 👩‍👧 \uD800')).toBe('Zoë 👩‍👧 \uFFFD');
  });
});

describe('The nearest language', () => {
  const available = new Set(['en', 'de', 'fr-CA', 'zh-Hant']);
  it.each([
    ['de-AT', 'de'],
    ['de', 'de'],
    ['fr-CA', 'fr-CA'],
    ['fr-FR', 'en'],
    ['zh-hant-TW', 'zh-Hant'],
    ['sv', 'en'],
    ['', 'en'],
  ])('to %s is %s', (wanted, nearest) => {
    expect(nearestLanguage(wanted, available)).toBe(nearest);
  });
});
