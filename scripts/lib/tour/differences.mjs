// Compares an answer with the one in the tour: the fields and values must be the same, except ids, times, tokens and
// what changes by itself within seconds.
const VOLATILE = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  /^20[2-9]\d-\d\d-\d\d$/,
  /^(eyJ|ukr_|uks_|uko_)/,
];
const CHANGES_BY_ITSELF = new Set(['proven']);

export function differences(expected, output) {
  let answered;
  try {
    answered = JSON.parse(output);
  } catch {
    return ['the answer is not JSON'];
  }
  return compare(expected, answered, '');
}

function compare(expected, answered, where) {
  if (typeof expected === 'string' && typeof answered === 'string') {
    const isVolatile = VOLATILE.some((pattern) => pattern.test(expected) && pattern.test(answered));
    return isVolatile || expected === answered
      ? []
      : [`${where || '/'} is ${JSON.stringify(answered)} but the tour shows ${JSON.stringify(expected)}`];
  }
  if (expected === null || answered === null || typeof expected !== 'object' || typeof answered !== 'object') {
    return expected === answered
      ? []
      : [`${where || '/'} is ${JSON.stringify(answered)} but the tour shows ${JSON.stringify(expected)}`];
  }
  const names = [...new Set([...Object.keys(expected), ...Object.keys(answered)])];
  return names.flatMap((name) => {
    if (!(name in answered)) return [`${where}/${name} is missing`];
    if (!(name in expected)) return [`${where}/${name} is in the answer but not in the tour`];
    if (CHANGES_BY_ITSELF.has(name) && typeof expected[name] === typeof answered[name]) return [];
    return compare(expected[name], answered[name], `${where}/${name}`);
  });
}
