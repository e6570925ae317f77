// An org on loopback that enforces scopes: which operation needs which, it takes from a catalog.

import { createServer } from 'node:http';

/**
 * Whether a granted scope is enough for a needed one. Okta's documents: a scope that ends with `.manage` allows reading too.
 */
const covers = (granted, needed) =>
  granted === needed || (needed.endsWith('.read') && granted === needed.replace(/\.read$/, '.manage'));

const parts = (path) => path.split('/').filter(Boolean);
const isParameter = (part) => part.startsWith('{');

/** The operation of a route; a literal beats a parameter, from the left. */
function find(operations, method, path) {
  const wanted = parts(path);
  const fitting = operations.filter((operation) => {
    const own = parts(operation.path);
    return operation.method === method && own.length === wanted.length && own.every((part, at) => isParameter(part) || part === wanted[at]);
  });
  const shape = (operation) => parts(operation.path).map((part) => (isParameter(part) ? '1' : '0')).join('');
  return fitting.sort((a, b) => shape(a).localeCompare(shape(b)))[0];
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with these scopes. Nobody checks its signature. */
const tokenOf = (scopes) => `${encode({ alg: 'none' })}.${encode({ scp: scopes })}.`;

function scopesOf(authorization) {
  const [, payload] = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '') ?? [];
  return payload && JSON.parse(Buffer.from(payload, 'base64url')).scp;
}

/** Reads a request's body. */
async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/**
 * Starts the org.
 *
 * `operations` is what `oktalint catalog list --format json` prints. `org.granted` are the scopes that the app may ask for, `org.withoutRole`
 * operations for which its roles do not suffice; both may be changed while it runs. `seen` holds every request to the API.
 */
export async function start(operations) {
  const org = { granted: [], withoutRole: [], seen: [] };
  const server = createServer(async (request, response) => {
    const answer = (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url, 'http://org');
    if (pathname === '/oauth2/v1/token') {
      const asked = (new URLSearchParams(body).get('scope') ?? '').split(' ').filter(Boolean);
      if (asked.length === 0 || !asked.every((scope) => org.granted.includes(scope))) {
        answer(400, {
          error: 'invalid_scope',
          error_description: 'One or more scopes are not configured for the authorization server resource.',
        });
        return;
      }
      answer(200, { token_type: 'Bearer', expires_in: 3600, access_token: tokenOf(asked), scope: asked.join(' ') });
      return;
    }
    const operation = find(operations, request.method, pathname);
    const seen = { operation: operation?.operation_id, method: request.method, path: pathname };
    org.seen.push(seen);
    const reply = (status, ...rest) => answer((seen.status = status), ...rest);
    if (operation === undefined) {
      reply(405, { errorCode: 'E0000022', errorSummary: 'The endpoint does not support the provided HTTP method' });
      return;
    }
    const scopes = scopesOf(request.headers.authorization);
    if (scopes === undefined) {
      reply(401, { errorCode: 'E0000011', errorSummary: 'Invalid token provided' });
    } else if (!operation.scopes.every((needed) => scopes.some((scope) => covers(scope, needed)))) {
      // As Okta does: everything is in the header, and there is no body.
      const origin = `http://${request.headers.host}`;
      reply(403, undefined, {
        'www-authenticate': `Bearer authorization_uri="${origin}/oauth2/v1/authorize", realm="${origin}", scope="${operation.scopes.join(' ')}", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="${pathname}"`,
      });
    } else if (org.withoutRole.includes(operation.operation_id)) {
      reply(403, {
        errorCode: 'E0000006',
        errorSummary: 'You do not have permission to perform the requested action',
        errorLink: 'E0000006',
        errorId: 'oae1',
        errorCauses: [],
      });
    } else if (request.method === 'DELETE' || request.method === 'PUT') {
      response.writeHead((seen.status = 204));
      response.end();
    } else {
      const isList = request.method === 'GET' && !isParameter(parts(operation.path).at(-1));
      reply(200, isList ? [] : {});
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  org.origin = `http://127.0.0.1:${server.address().port}`;
  org.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return org;
}
