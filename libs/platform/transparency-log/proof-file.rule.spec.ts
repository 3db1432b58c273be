import { parseProofFile, proofFileText } from './proof-file.rule';

const CHECKPOINT = 'example.com/log\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/log AAAAAAAA\n';
const PROOF = { index: 2, proof: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)], checkpoint: CHECKPOINT };
const TEXT = proofFileText(PROOF);

describe('A proof file', () => {
  it('has the text of C2SP tlog-proof', () => {
    expect(TEXT.split('\n').slice(0, 5)).toEqual([
      'c2sp.org/tlog-proof@v1',
      'index 2',
      'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',
      'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=',
      '',
    ]);
    expect(parseProofFile(TEXT)).toEqual({ ...PROOF, extra: undefined });
    const withExtra = { ...PROOF, extra: Buffer.from('an entry') };
    expect(parseProofFile(proofFileText(withExtra))).toEqual(withExtra);
    const first = { ...PROOF, index: 0, proof: [], extra: undefined };
    expect(parseProofFile(proofFileText(first))).toEqual(first);
  });

  it.each([
    ['another format', TEXT.replace('@v1', '@v2')],
    ['no index', TEXT.replace('index 2\n', '')],
    ['a zero before the index', TEXT.replace('index 2', 'index 02')],
    ['a short hash', TEXT.replace('AQEBAQEB', '')],
    ['other base64 as extra', TEXT.replace('index', 'extra A===\nindex')],
    ['no checkpoint', TEXT.slice(0, 60)],
  ])('with %s is none', (_fault, text) => expect(parseProofFile(text)).toBeUndefined());
});
