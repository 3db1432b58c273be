import { addCheckpointText, parseAddCheckpoint } from './add-checkpoint.rule';

/** The example of C2SP tlog-witness. */
const HEAD = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=
`;
const CHECKPOINT = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const BODY = `${HEAD}\n${CHECKPOINT}`;
const HASH = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n';

const parsed = (body: string) => parseAddCheckpoint(Buffer.from(body));

describe('A request to cosign a checkpoint', () => {
  it('has the form of C2SP tlog-witness', () => {
    const { oldSize, proof, note, checkpoint } = parsed(BODY)!;
    expect({ oldSize, checkpoint }).toMatchObject({
      oldSize: 20_852_014,
      checkpoint: { origin: 'example.com/behind-the-sofa', size: 20_852_163 },
    });
    expect(proof.map((one) => one.length)).toEqual([32, 32, 32, 32]);
    expect(note.signatures).toHaveLength(2);
    expect(addCheckpointText({ oldSize, proof, checkpoint: CHECKPOINT })).toBe(BODY);
  });

  it('has no proof from size 0, and at most 63 hashes', () => {
    expect(parsed(addCheckpointText({ oldSize: 0, proof: [], checkpoint: CHECKPOINT }))).toMatchObject({ proof: [] });
    expect(parsed(`old 1\n${HASH.repeat(63)}\n${CHECKPOINT}`)?.proof).toHaveLength(63);
    expect(parsed(`old 1\n${HASH.repeat(64)}\n${CHECKPOINT}`)).toBeUndefined();
  });

  it.each([
    ['without a body', ''],
    ['without an old size', CHECKPOINT],
    ['without a checkpoint', `${HEAD}\n`],
    ['without an empty line', HEAD],
    ['with two empty lines', `${HEAD}\n\n${CHECKPOINT}`],
    ['with a zero before the old size', BODY.replace('old 2', 'old 02')],
    ['with two spaces', BODY.replace('old 2', 'old  2')],
    ['with an old size beyond 2 ** 53', BODY.replace('20852014', '9007199254740993')],
    ['with carriage returns', BODY.replaceAll('\n', '\r\n')],
    ['with a short hash', BODY.replace('PlRN', '')],
    ['with other base64', BODY.replace('pkaw=', 'pkax=')],
    ['with an unsigned checkpoint', BODY.slice(0, BODY.indexOf('\n— ') + 1)],
    ['with a note that is no checkpoint', BODY.replace('20852163', 'x')],
    ['with bytes after the checkpoint', `${BODY}x`],
  ])('is refused %s', (_fault, body) => expect(parsed(body)).toBeUndefined());
});
