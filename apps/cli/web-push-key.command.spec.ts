import { parseWebPushKey } from '@features/communications/push/web-push-key.rule';
import { runCommand } from './run-command';

describe('userkeep web-push-key', () => {
  it('prints a new key each time, which the setting accepts', async () => {
    const out: string[] = [];
    const print = (line: string) => void out.push(line);
    const line = { env: {}, print, complain: print, progress: () => undefined, remark: print };
    for (let n = 0; n < 20; n++) expect(await runCommand(['web-push-key'], line)).toBe(0);
    const keys = out.map((text) => /^WEB_PUSH_KEY=(.+)$/.exec(text)?.[1] ?? '');
    expect([new Set(keys).size, keys.filter((key) => parseWebPushKey(key)).length]).toEqual([20, 20]);
    expect(parseWebPushKey('AAAA')).toBeUndefined();
  });
});
