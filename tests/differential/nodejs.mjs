// Calls every method of rules/sdk/okta-sdk-nodejs.txt on the real SDK with dummy arguments, against a server on loopback that records
// what arrives, and compares verb and path with the table. README.md beside this file says how to run it.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const RULES = join(dirname(fileURLToPath(import.meta.url)), '../../rules/sdk');
const PACKAGE = '@okta/okta-sdk-nodejs';
// In every dummy, so that what arrives in a parameter's place can be told from a literal of the SDK's.
const MARK = 'dummy';

const lines = (file) =>
  readFileSync(join(RULES, file), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));

const operations = new Map(
  lines('operations.txt').map((line) => {
    const [name, verb, path] = line.split(' ');
    return [name, { verb, path }];
  }),
);

const inRange = (ranges, major) =>
  ranges.split(',').some((range) => {
    const [first, last = first] = range.split('-');
    return Number(first) <= major && (last === '' || major <= Number(last));
  });

/** The types of the table in one major version: name → bases, properties, and methods with verb and path. */
function table(major) {
  const types = new Map();
  let type;
  for (const line of lines('okta-sdk-nodejs.txt')) {
    if (line.startsWith('type ')) {
      const [head, bases = ''] = line.slice(5).split(' : ');
      const [name, ...words] = head.split(' ');
      const ranges = words.find((word) => word !== 'hidden') ?? '0-';
      type = { name, ranges, bases: bases.split(', ').filter(Boolean), properties: new Map(), methods: new Map(), hatches: new Map() };
      if (inRange(ranges, major)) types.set(name, type);
    } else if (line.startsWith(' ')) {
      const [head, returns] = line.trim().split(' -> ');
      const [left, action] = head.split(' = ');
      const [name, ranges = type.ranges] = left.split(' ');
      if (name.startsWith('@') || !inRange(ranges, major)) continue;
      if (name.startsWith('.')) {
        type.properties.set(name.slice(1), returns);
        continue;
      }
      const words = (action ?? name).split(' ');
      if (words[0] === 'nothing') continue;
      if (words[0] === 'request') {
        type.hatches.set(name, new Map(words.slice(1).map((word) => word.split('='))));
        continue;
      }
      const route = /^[A-Z]+$/.test(words[0]) ? { verb: words[0], path: words[1] } : operations.get(words[0]);
      type.methods.set(name, route);
    }
  }
  return types;
}

/** A server that answers everything with nothing, and remembers it. */
async function recorder() {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ verb: request.method, url: request.url });
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(request.method === 'GET' ? '[]' : '{}');
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, seen, origin: `http://127.0.0.1:${server.address().port}` };
}

/** Whether what arrived is what the table says: a parameter holds a dummy, everything else is equal. */
function equal({ verb, path }, arrived) {
  if (verb !== arrived.verb) return false;
  const [wanted, query] = path.split('?');
  const url = new URL(arrived.url, 'http://recorder');
  if (query && query !== url.search.slice(1)) return false;
  const left = wanted.split('/');
  const right = url.pathname.split('/');
  return (
    left.length === right.length &&
    left.every((part, at) => (part === '{}' ? right[at].includes(MARK) : part === right[at]))
  );
}

/** A value that may be an id, a body or a list. */
function dummy(name) {
  const value = { toString: () => `${MARK}-${name}`, toJSON: () => ({}), [Symbol.iterator]: function* () {} };
  return Object.assign(value, { length: 0, map: () => [] });
}

const settled = (promise) => Promise.resolve(promise).catch((error) => error);

/** Calls, and reads the first page if the result is a collection. */
const perform = (receiver, method, given, seen) =>
  settled(
    (async () => {
      const result = await receiver[method](...given);
      if (seen.length === 0 && typeof result?.getNextPage === 'function') await result.getNextPage();
    })(),
  );

/**
 * From 7 on a method takes an object of named parameters, and says which one it misses. It says so in another case than it reads it in
 * for some bodies.
 */
async function callNamed(api, method, seen) {
  const known = new Map();
  const parameters = new Proxy({}, { get: (_, name) => known.get(String(name).toLowerCase()) });
  let failure;
  for (let attempt = 0; attempt < 12 && seen.length === 0; attempt += 1) {
    failure = await perform(api, method, [parameters], seen);
    const missing = failure?.field?.toLowerCase();
    if (missing === undefined || known.has(missing)) break;
    known.set(missing, `${MARK}-${missing}`);
  }
  // A body, a file or a list where a string was not taken; they come last.
  for (const make of [dummy, () => Buffer.from(MARK)]) {
    for (const name of [...known.keys()].reverse()) {
      if (seen.length > 0) return undefined;
      known.set(name, make(name));
      failure = await perform(api, method, [parameters], seen);
    }
  }
  return failure;
}

const parametersOf = (method) =>
  (/\(([^)]*)\)/.exec(method.toString())?.[1] ?? '').split(',').map((name) => name.trim().split(/[ =]/)[0]).filter(Boolean);

/** Before 7, arguments are positional; a collection is only fetched when it is read. */
async function callPositional(receiver, method, seen) {
  let failure;
  for (const asObject of [(name) => /parameters|options/i.test(name), () => true]) {
    const given = parametersOf(receiver[method]).map((name) => (asObject(name) ? { id: `${MARK}-${name}` } : `${MARK}-${name}`));
    failure = await perform(receiver, method, given, seen);
    if (seen.length > 0) return undefined;
  }
  return failure;
}

/** An instance of a model whose missing properties are all there. */
function model(Type, client) {
  const target = new Type({ id: `${MARK}-id` }, client);
  return new Proxy(target, {
    get: (of, key) =>
      key in of || typeof key === 'symbol' || key === 'toJSON' || key === 'then' ? of[key] : `${MARK}-${key}`,
  });
}

/** Calls a method that sends what it is given: the table says which argument is the URL, and which the verb. */
async function callHatch(receiver, method, parts, url, seen) {
  const [constant] = /(?<=^')\w+/.exec(parts.get('verb')) ?? [];
  let failure;
  for (const request of [{}, { body: Buffer.from('{}') }]) {
    const given = [undefined, request];
    const put = (source, value) => {
      const [index, field] = source.slice(1).split('.');
      given[index] = field === undefined ? value : { ...given[index], [field]: value };
    };
    put(parts.get('url'), url);
    if (constant === undefined) put(parts.get('verb').split('|')[0], 'PATCH');
    if (seen.length === 0) failure = await perform(receiver, method, given, seen);
  }
  return { failure, verb: constant ?? 'PATCH' };
}

/** Every method that an instance of a class has, its own and inherited. */
function methodsOf(instance) {
  const names = new Set();
  for (let at = instance; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (typeof Object.getOwnPropertyDescriptor(at, name).value === 'function') names.add(name);
    }
  }
  names.delete('constructor');
  return names;
}

async function run(folder) {
  const load = createRequire(join(resolve(folder), 'index.js'));
  const sdk = load(PACKAGE);
  const { version } = load(`${PACKAGE}/package.json`);
  const major = Number(version.split('.')[0]);
  // The first three versions do not export their models.
  const exported = (name) => {
    if (sdk[name] !== undefined || major > 3) return sdk[name];
    try {
      return load(`${PACKAGE}/src/models/${name}`);
    } catch {
      return undefined;
    }
  };
  const { server, seen, origin } = await recorder();
  const client = new sdk.Client({ orgUrl: origin, token: MARK });
  const types = table(major);
  const accessors = new Map([...types.get('Client').properties].map(([name, type]) => [type, name]));
  const result = { version, called: 0, equal: 0, absent: [], silent: [], different: [], unlisted: [] };
  const compare = (label, route, failure) => {
    result.called += 1;
    const [arrived] = seen;
    if (arrived === undefined) {
      result.silent.push(`${label}: ${String(failure?.message ?? failure).split('\n')[0]}`);
    } else if (equal(route, arrived)) {
      result.equal += 1;
    } else {
      result.different.push(`${label}: ${arrived.verb} ${arrived.url}, not ${route.verb} ${route.path}`);
    }
  };
  for (const [name, type] of types) {
    const accessor = accessors.get(name);
    for (const [method, parts] of type.hatches) {
      const receiver = client[accessors.get(name)];
      if (typeof receiver?.[method] !== 'function') {
        result.absent.push(`${name}.${method}`);
        continue;
      }
      const path = `/hatch/${name}/${method}`;
      seen.length = 0;
      const { failure, verb } = await callHatch(receiver, method, parts, origin + path, seen);
      compare(`${name}.${method}`, { verb, path }, failure);
    }
    if (type.methods.size === 0) continue;
    let receiver;
    if (name === 'Client') {
      receiver = client;
    } else if (accessor !== undefined) {
      receiver = client[accessor];
    } else if (exported(name) !== undefined) {
      const Type = exported(name);
      receiver = major < 7 ? model(Type, client) : new Type(client.userApi.api.configuration);
    }
    for (const [method, route] of type.methods) {
      const label = `${name}.${method}`;
      if (typeof receiver?.[method] !== 'function') {
        result.absent.push(label);
        continue;
      }
      seen.length = 0;
      const call = major < 7 ? callPositional : callNamed;
      const failure = await call(receiver, method, seen);
      compare(label, route, failure);
    }
    if (receiver !== undefined && (major >= 7 ? accessor !== undefined : name === 'Client')) {
      for (const method of methodsOf(receiver)) {
        if (!type.methods.has(method)) result.unlisted.push(`${name}.${method}`);
      }
    }
  }
  if (major >= 7) {
    const listed = new Set(types.get('Client').properties.keys());
    result.unlisted.push(...Object.keys(client).filter((key) => key.endsWith('Api') && !listed.has(key)).map((key) => `Client.${key}`));
  }
  server.closeAllConnections();
  server.close();
  return result;
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: node nodejs.mjs FOLDER…   each with node_modules/@okta/okta-sdk-nodejs');
  process.exit(2);
}
let differs = false;
for (const folder of folders) {
  const result = await run(folder);
  console.log(`${PACKAGE} ${result.version}: ${result.called} called, ${result.equal} equal`);
  for (const [what, list] of [
    ['other verb or path', result.different],
    ['sent nothing', result.silent],
    ['in the table, not in this version', result.absent],
    ['in this version, not in the table', result.unlisted],
  ]) {
    if (list.length > 0) console.log(`  ${what}: ${list.length}\n    ${list.join('\n    ')}`);
  }
  differs ||= result.different.length > 0 || result.silent.length > 0;
}
process.exit(differs ? 1 : 0);
