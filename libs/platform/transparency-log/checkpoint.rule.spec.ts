import { checkpointText, parseCheckpoint } from './checkpoint.rule';

/** The example of C2SP tlog-checkpoint. */
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

describe('A checkpoint', () => {
  it('has the text of C2SP tlog-checkpoint', () => {
    const checkpoint = parseCheckpoint(TEXT)!;
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpointText(checkpoint)).toBe(TEXT);
    expect(parseCheckpoint(`${TEXT}an extension\n`)).toEqual(checkpoint);
  });

  it.each([
    ['no origin', TEXT.slice('example.com/behind-the-sofa'.length)],
    ['a zero before the size', TEXT.replace('2085', '02085')],
    ['a size beyond 2 ** 53', TEXT.replace('20852163', '9007199254740993')],
    ['a short root', TEXT.replace('CsUY', '')],
    ['an empty line', `${TEXT}\nx\n`],
    ['no last newline', TEXT.trimEnd()],
    ['other base64', TEXT.replace('q2I=', 'q2J=')],
  ])('with %s is none', (_fault, text) => expect(parseCheckpoint(text)).toBeUndefined());
});
