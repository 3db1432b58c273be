import { escapeHtml } from './escape-html.rule';

describe('Text in HTML', () => {
  it('cannot end an element or an attribute, whichever quotes it has', () => {
    expect(escapeHtml(`<b title="x" id='y'>&amp;\``)).toBe(
      '&#60;b title=&#34;x&#34; id=&#39;y&#39;&#62;&#38;amp;&#96;',
    );
  });
});
