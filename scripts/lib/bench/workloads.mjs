// The requests of a benchmark, as raw HTTP.
const HOST = 'host: bench.example\r\n';
const JSON_TYPE = 'content-type: application/json\r\n';

const bearer = ({ accessToken }) => `authorization: Bearer ${accessToken}\r\n`;
const hexOf = ({ id }) => id.replaceAll('-', '');

export const readWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: users.map((user) => ({ head: `GET /v1/me HTTP/1.1\r\n${HOST}${bearer(user)}\r\n` })),
});

export const rawReadWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: users.map((user) => ({ head: `GET /me/${hexOf(user)} HTTP/1.1\r\n${HOST}${bearer(user)}\r\n` })),
});

function updateLines(users, headOf) {
  return users.map((user) => ({
    head: `${headOf(user)} HTTP/1.1\r\n${HOST}${bearer(user)}${JSON_TYPE}`,
    body: '{"displayName":"Name number #"}',
  }));
}

export const updateWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: updateLines(users, () => 'PATCH /v1/me'),
});

export const rawUpdateWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: updateLines(users, (user) => `PATCH /update/${hexOf(user)}`),
});

/** All namespaces, merged with their defaults. */
export const preferencesWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: users.map((user) => ({ head: `GET /v1/me/preferences HTTP/1.1\r\n${HOST}${bearer(user)}\r\n` })),
});

export const preferencesUpdateWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: users.map((user) => ({
    head: `PATCH /v1/me/preferences/ui HTTP/1.1\r\n${HOST}${bearer(user)}${JSON_TYPE}`,
    body: '{"sidebar":"Name number #"}',
  })),
});

function refreshLines(users, headOf) {
  return users.map((user) => ({
    head: `POST ${headOf(user)} HTTP/1.1\r\n${HOST}${JSON_TYPE}`,
    body: JSON.stringify({ refreshToken: user.refreshToken }),
  }));
}

export const refreshWorkload = (url, users, connections) => ({
  url,
  connections,
  next: 'refreshToken',
  lines: refreshLines(users, () => '/v1/auth/refresh'),
});

export const rawRefreshWorkload = (url, users, connections) => ({
  url,
  connections,
  lines: refreshLines(users, (user) => `/refresh/${hexOf(user)}`),
});

export const signInWorkload = (url, users, connections, password, perSecond) => ({
  url,
  connections,
  perSecond,
  lines: users.map(({ email }) => ({
    head: `POST /v1/auth/login HTTP/1.1\r\n${HOST}${JSON_TYPE}`,
    body: JSON.stringify({ email, password }),
  })),
});

/** `pages` has the position of the page of each user, for the product a cursor; without it, the first page is read. */
export const inboxWorkload = (url, users, pages) => ({
  url,
  connections: users.length,
  lines: users.map((user, at) => ({
    head: `GET /v1/me/notifications${pages ? `?cursor=${pages[at].cursor}` : ''} HTTP/1.1\r\n${HOST}${bearer(user)}\r\n`,
  })),
});

export const rawInboxWorkload = (url, users, pages) => ({
  url,
  connections: users.length,
  lines: users.map((user, at) => ({
    head: `GET /inbox/${hexOf(user)}${pages ? `/${pages[at].before}` : ''} HTTP/1.1\r\n${HOST}${bearer(user)}\r\n`,
  })),
});

export const listWorkload = (url, administrator, connections, cursor) => ({
  url,
  connections,
  lines: Array.from({ length: connections }, () => ({
    head: `GET /v1/admin/users?limit=20${cursor ? `&cursor=${cursor}` : ''} HTTP/1.1\r\n${HOST}${bearer(administrator)}\r\n`,
  })),
});
