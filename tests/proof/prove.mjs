// Runs a program on the real @okta/okta-sdk-nodejs with the scopes that `oktalint plan` names for its source, against an org on loopback
// that enforces scopes; then takes one scope away at a time. README.md beside this file says how to run it.

import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { start } from './fake-okta.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const [folder, binary = join(HERE, '../../target/debug/oktalint')] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node prove.mjs FOLDER [OKTALINT]   FOLDER has node_modules/@okta/okta-sdk-nodejs');
  process.exit(2);
}

// Outside of tests/, whose calls would be taken for those of tests.
const place = mkdtempSync(join(tmpdir(), 'oktalint-proof-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const app = join(place, 'app');
cpSync(join(HERE, 'app'), app, { recursive: true });
const modules = resolve(folder, 'node_modules');
symlinkSync(modules, join(place, 'node_modules'));
const { version } = JSON.parse(readFileSync(join(modules, '@okta/okta-sdk-nodejs/package.json'), 'utf8'));

/** Runs oktalint, and returns what it prints as JSON. */
function oktalint(args, input) {
  const run = spawnSync(resolve(binary), [...args, '--format', 'json'], { cwd: app, input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`oktalint ${args.join(' ')}: ${run.error ?? run.stderr}`);
  return JSON.parse(run.stdout);
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k1' });

const org = await start(oktalint(['catalog', 'list']).operations);

/** Runs the program with these scopes; `granted` is what the org lets it ask for. */
async function run(scopes, { granted = scopes, withoutRole = [] } = {}) {
  Object.assign(org, { granted, withoutRole });
  org.seen.length = 0;
  // Nothing of the caller's environment may configure the SDK.
  const env = { PATH: process.env.PATH, HOME: place, ORG_URL: org.origin, CLIENT_ID: '0oa1', PRIVATE_KEY, SCOPES: scopes.join(' ') };
  const child = spawn(process.execPath, ['app.mjs'], { cwd: app, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  await new Promise((done) => child.on('close', done));
  const steps = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const requests = org.seen.map((seen) => ({ ...seen }));
  return { steps, requests, stderr };
}

let differences = 0;

/** Compares, and says so if it is not equal. */
function check(what, got, wanted) {
  const [left, right] = [got, wanted].map((value) => JSON.stringify(value));
  if (left === right) return true;
  differences += 1;
  console.log(`DIFFERENT ${what}: ${left}, not ${right}`);
  return false;
}

const sorted = (names) => [...new Set(names)].sort();
const idsOf = (called) => sorted(called.map(({ operation }) => operation.split(' ')[0]));
const table = [];

/** Runs with these scopes: exactly the predicted operations are refused, at the client as well as at the org. */
async function expect(title, scopes, predicted) {
  const { steps, requests, stderr } = await run(scopes);
  const refused = sorted(requests.filter(({ status }) => status === 403).map(({ operation }) => operation));
  const failed = sorted(steps.filter(({ status }) => status === 403).map(({ name }) => name));
  const odd = requests.filter(({ status }) => ![200, 204, 403].includes(status));
  const equal = [
    check(`${title}: refused by the org`, refused, predicted),
    check(`${title}: failed in the program`, failed, predicted),
    check(`${title}: all steps were made`, sorted(steps.map(({ name }) => name)), names),
    check(`${title}: operations that arrived`, sorted(requests.map(({ operation }) => operation)), names),
    check(`${title}: other answers`, odd, []),
    check(`${title}: other failures`, steps.filter(({ status }) => ![200, 403].includes(status)), []),
  ].every(Boolean);
  table.push({ title, made: steps.length, predicted: predicted.length, refused: refused.length, equal, names: predicted });
  return stderr;
}

const plan = oktalint(['plan', '--no-config', '.']);
check('tokens in the plan', plan.tokens.length, 1);
const [{ requirement, reasons, obstacles, calls }] = plan.tokens;
const { scopes } = requirement;
const names = sorted(reasons.filter(({ kind }) => kind === 'scope').flatMap(({ operations }) => idsOf(operations)));
check('no scope is doubtful', requirement.all_scopes, scopes);
check('every call of the source needs a scope', calls, names.length);

console.log(`@okta/okta-sdk-nodejs ${version}: ${calls} calls, ${scopes.length} scopes\n  ${scopes.join(' ')}\n`);
await expect('all of them', scopes, []);
const exceptions = [];
for (const scope of scopes) {
  const { operations } = reasons.find(({ kind, name }) => kind === 'scope' && name === scope);
  const left = scopes.filter((other) => other !== scope);
  exceptions.push(await expect(`without ${scope}`, left, idsOf(operations)));
}
for (const { scope, instead, operations } of obstacles.manage) {
  await expect(`${instead} for it`, scopes.map((own) => (own === scope ? instead : own)), idsOf(operations));
}

const wide = Math.max(...table.map(({ title }) => title.length));
console.log(`${'scopes'.padEnd(wide)}  calls  predicted 403  got 403`);
for (const { title, made, predicted, refused, equal, names } of table) {
  const numbers = `${String(made).padStart(5)}  ${String(predicted).padStart(13)}  ${String(refused).padStart(7)}`;
  console.log(`${title.padEnd(wide)}  ${numbers}  ${equal ? 'equal' : 'DIFFERENT'}  ${names.join(', ')}`);
}

/** Explains what the program printed about one step. */
function explain(title, text) {
  const { gate, operations, errors, named_scopes: named, next } = oktalint(['explain-403', '-'], text);
  console.log(`\nexplain-403, ${title}\n${text.trim().replace(/^/gm, '  | ')}`);
  console.log(`  ${gate}: ${errors.map(({ code }) => code).join(', ')}; ${operations.map((one) => one.operation_id).join(', ') || 'no operation'}`);
  console.log(next.map((step) => `  - ${step}`).join('\n'));
  return { gate, operations: operations.map((one) => one.operation_id), named, next };
}

/** What the program printed of its first failure. */
const firstOf = (stderr) => stderr.split(/\n(?=\w+ \[?\w*Error)/)[0];

// 1: a missing scope. The SDK's exception has no message, since the response has no body; the header tells.
const missing = scopes.find((scope) => idsOf(reasons.find(({ name }) => name === scope).operations).length === 1);
const scopeText = firstOf(exceptions[scopes.indexOf(missing)]);
const byScope = explain(`without ${missing}`, scopeText);
check('gate of a missing scope', byScope.gate, 'scope');
check('operation of a missing scope', byScope.operations, idsOf(reasons.find(({ name }) => name === missing).operations));
check('scope that the header names', byScope.named.length, 1);

// 2: a missing role.
const { stderr: roleText } = await run(scopes, { withoutRole: ['suspendUser'] });
const byRole = explain('without a role for suspendUser', firstOf(roleText));
check('gate of a missing role', byRole.gate, 'role');
check('operation of a missing role', byRole.operations, ['suspendUser']);

// 3: a scope that is asked for and not granted: there is no token, and nothing works. The SDK does not tell that the token endpoint refused.
const { steps, stderr: grantText } = await run(scopes, { granted: scopes.slice(1) });
check('nothing works without a token', steps.filter(({ status }) => status === 200), []);
const byGrant = explain(`${scopes[0]} is asked for and not granted`, firstOf(grantText));
check('gate of a request without a token', byGrant.gate, 'credential');
check('operation of a request without a token', byGrant.operations, ['listUsers']);
check('the step that leads to the grant', byGrant.next.some((step) => step.includes('the token endpoint refused')), true);

org.stop();
console.log(`\n${differences === 0 ? 'proved: no difference' : `${differences} differences`}`);
process.exit(differences === 0 ? 0 : 1);
