/**
 * The script of every page. Mail scanners open links too, so opening a link changes nothing. The token is in the URL
 * fragment, which browsers do not send to the server, and is removed from the URL once it has been read.
 */
export const PAGE_SCRIPT = `
  const form = document.querySelector('form');
  const statusLine = document.querySelector('[role=status]');
  const posts = form.dataset.posts;
  const next = document.querySelector('[data-next]');
  const second = form.querySelector('[data-second]');
  const defaultBody = () => ({ token, ...JSON.parse(form.dataset.sends), ...Object.fromEntries(new FormData(form)) });
  let token;
  let createBody;
  const readToken = () => {
    token = new URLSearchParams(location.hash.slice(1)).get('token');
    history.replaceState(null, '', location.pathname);
    form.hidden = !token;
    if (next) next.hidden = true;
    statusLine.textContent = token ? '' : form.dataset.incomplete;
    // A previous link in this tab may have switched the form to asking for a second factor.
    form.dataset.posts = posts;
    createBody = defaultBody;
    if (!second) return;
    const input = second.querySelector('input');
    second.hidden = input.disabled = true;
    input.value = '';
  };
  const post = (path, body, headers, signal) => fetch(path, {
    signal,
    method: 'POST',
    headers: { ...(body && { 'content-type': 'application/json' }), 'accept-language': document.documentElement.lang, ...headers },
    body: body && JSON.stringify(body),
  });
  // A failed sign-out is ignored: the action has succeeded, so the user must not be asked to repeat it.
  const signOut = (accessToken) =>
    post('/v1/auth/logout', undefined, { authorization: 'Bearer ' + accessToken }, AbortSignal.timeout(5000)).catch(() => undefined);
  const problems = JSON.parse(form.dataset.problems);
  const messageOf = (problem) =>
    problems[problem.code] ?? (problem.errors ? problem.errors.map(({ detail }) => detail).join(' ') : [problem.title, problem.detail].filter(Boolean).join('. '));
  const askForCode = (mfaToken) => {
    const input = second.querySelector('input');
    second.hidden = input.disabled = false;
    input.focus();
    form.dataset.posts = second.dataset.second;
    createBody = () => ({ mfaToken, code: input.value, method: /[a-z]/i.test(input.value) ? 'recovery_code' : 'totp' });
  };
  // The user must accept texts first. They are shown above the button, and sent with the next attempt.
  const askForConsent = (consents) => {
    const before = createBody;
    const box = document.createElement('div');
    box.dataset.consents = '';
    for (const { text } of consents) {
      const label = document.createElement('label');
      const input = Object.assign(document.createElement('input'), { type: 'checkbox', required: true });
      label.append(input, ' ', text);
      box.append(label);
    }
    form.querySelector('[data-consents]')?.remove();
    form.insertBefore(box, form.querySelector('button'));
    const accepted = consents.map(({ purpose, version, locale }) => ({ purpose, version, locale }));
    createBody = () => ({ ...before(), consents: accepted });
  };
  const showStatus = (message) => (statusLine.textContent = message);
  readToken();
  // Opening another link in the same tab only changes the fragment.
  addEventListener('hashchange', readToken);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    showStatus('');
    const submittedToken = token;
    // If the user opens another link meanwhile, the page must not show the result of this one.
    const isCurrent = () => token === submittedToken;
    try {
      const response = await post(form.dataset.posts, createBody());
      const body = response.status === 204 ? {} : await response.json();
      if (!isCurrent()) return;
      if (!response.ok) {
        const extraField = form.querySelector('[data-code="' + body.code + '"]');
        if (body.consents) askForConsent(body.consents);
        if (extraField) extraField.hidden = extraField.querySelector('input').disabled = false;
        return showStatus(messageOf(body));
      }
      if (body.mfaToken) return askForCode(body.mfaToken);
      if (body.accessToken && !form.dataset.keeps) await signOut(body.accessToken);
      if (!isCurrent()) return;
      form.hidden = true;
      showStatus(form.dataset.done);
      if (next) next.hidden = false;
    } catch {
      if (isCurrent()) showStatus(form.dataset.offline);
    } finally {
      button.disabled = false;
    }
  });
`;
