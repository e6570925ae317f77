// Looks at the page of `oktalint check --format html` in a real browser. README.md beside this file says how to run it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [folder = '.', binary = join(ROOT, 'target/debug/oktalint')] = process.argv.slice(2);

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));
if (!executablePath) skip('there is no Chromium');
const require = createRequire(join(resolve(folder), 'package.json'));
const installed = (name) => {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
};
if (!installed('playwright-core')) skip(`there is no playwright-core in ${folder}`);
const { chromium } = require('playwright-core');
const axe = installed('axe-core') && readFileSync(installed('axe-core'), 'utf8');

const place = mkdtempSync(join(tmpdir(), 'oktalint-page-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const shots = join(ROOT, 'target/screenshots');
mkdirSync(shots, { recursive: true });

let failures = 0;

function check(what, holds, detail = '') {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}${holds ? '' : ` ${JSON.stringify(detail)}`}`);
  if (!holds) failures += 1;
}

/** Writes the page and the JSON report of a folder. */
function report(name, cwd, paths) {
  const html = join(place, `${name}.html`);
  const json = join(place, `${name}.json`);
  const args = ['check', '--quiet', '--exit-zero', '--format', `html=${html}`, '--format', `json=${json}`, ...paths];
  const run = spawnSync(resolve(binary), args, { cwd, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`oktalint: ${run.error ?? run.stderr}`);
  return { name, url: pathToFileURL(html).href, json: JSON.parse(readFileSync(json, 'utf8')) };
}

/** A tree whose every name and string would run something, were it not text. */
function hostileTree() {
  const tree = join(place, 'hostile');
  const payloads = [
    '<script>owned=1</script>',
    '"><img src=x onerror=owned=1>',
    "' onfocus=owned=1 autofocus x='",
    '</script></style><svg onload=owned=1>',
    '<style>body{display:none}</style>',
    '<iframe srcdoc="<script>parent.owned=1</script>">',
    '<meta http-equiv=refresh content=0,url=http://127.0.0.1:9/>',
    '<link rel=stylesheet href=http://127.0.0.1:9/x>',
  ];
  let config = '';
  payloads.forEach((payload, at) => {
    const name = JSON.stringify(payload);
    const file = join(tree, `${payload}-${at}.js`);
    mkdirSync(dirname(file), { recursive: true });
    const route = JSON.stringify(`https://acme.okta.com/api/v1/users/${payload}/x`);
    writeFileSync(file, `const calls = { ${name}: () => { fetch(${route}); fetch('https://acme.okta.com/api/v1/users'); } }; // ${payload}\n`);
    config += `[[token]]\nname = ${name}\ncredential = "oauth-service"\nscopes = [${name}]\npaths = ["**/*-${at}.js"]\n`;
  });
  writeFileSync(join(tree, 'oktalint.toml'), config);
  return tree;
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args: flags });

/** Opens a page of its own; `requests` are those for anything but the page itself, `errors` what went wrong in it. */
async function open(target, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [requests, errors] = [[], []];
  page.on('request', (request) => request.url() !== target.url && requests.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(target.url);
  return { context, page, requests, errors };
}

const visibleRows = (page) => page.locator('#calls-table tr[data-verdict]:visible').count();

async function looks(target) {
  const windows = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 390, height: 800 } }],
    ['narrow-dark', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' }],
    ['no-scripts', { javaScriptEnabled: false }],
  ];
  for (const [name, options] of windows) {
    const { context, page, requests, errors } = await open(target, options);
    const what = `${target.name}, ${name}`;
    await page.screenshot({ path: join(shots, `${target.name}-${name}.png`), fullPage: true });
    const wide = await page.evaluate(() => {
      if (document.documentElement.scrollWidth <= window.innerWidth) return [];
      const elements = [...document.querySelectorAll('body *')].filter((one) => !one.closest('.frame, pre'));
      return elements.filter((one) => one.getBoundingClientRect().right > window.innerWidth).map((one) => one.outerHTML.slice(0, 80));
    });
    check(`${what}: nothing is wider than the window`, wide.length === 0, wide);
    check(`${what}: every call is there`, (await visibleRows(page)) === target.json.calls.length);
    const filters = await page.locator('#filters').isVisible();
    check(`${what}: filters if scripts run`, filters === (name !== 'no-scripts'));
    check(`${what}: nothing is requested`, requests.length === 0, requests);
    check(`${what}: no error`, errors.length === 0, errors);
    if (axe && options.javaScriptEnabled !== false) {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].target}`);
      check(`${what}: axe finds nothing`, found.length === 0, found);
    }
    await context.close();
  }
}

async function filters(target) {
  const { context, page } = await open(target);
  const { calls, findings, requirements } = target.json;
  const count = async (what, wanted) => {
    const shown = await visibleRows(page);
    check(`${target.name}: filter ${what}`, shown === wanted, { shown, wanted });
    const said = await page.locator('#filter-count').textContent();
    check(`${target.name}: ${what} is said`, said === `${wanted} of ${calls.length} call sites shown`, said);
    const empty = await page.locator('#calls-table tbody:visible:not(:has(tr[data-verdict]:not([hidden])))').count();
    check(`${target.name}: ${what}: no heading without calls`, empty === 0, empty);
  };
  const reset = () => page.getByRole('button', { name: 'Show all' }).click();
  await count('nothing', calls.length);

  await page.locator('#filter-verdict').selectOption('denied');
  await count('by verdict', calls.filter((call) => call.verdict === 'denied').length);
  await page.locator('#calls').evaluate((heading) => heading.scrollIntoView());
  await page.screenshot({ path: join(shots, `${target.name}-filtered.png`) });
  await reset();
  await count('reset', calls.length);

  const token = requirements[0].token;
  await page.locator('#filter-token').selectOption({ label: token });
  await count('by token', calls.filter((call) => call.token === token).length);
  await page.locator('#filter-text').fill('GETUSER sync');
  const named = calls.filter((call) => call.token === token && call.operations.some(({ operation_id: id }) => id === 'getUser'));
  await count('by token and text', named.length);
  await reset();

  const flagged = new Set(findings.filter(({ level, call }) => level === 'warning' && call).map(({ call }) => call));
  const worse = new Set(findings.filter(({ level, call }) => level === 'error' && call).map(({ call }) => call));
  await page.locator('#filter-level').selectOption('warning');
  await count('by level', [...flagged].filter((call) => !worse.has(call)).length);
  await page.locator('#filter-level').selectOption({ label: 'no finding' });
  await count('without finding', calls.filter(({ fingerprint }) => !flagged.has(fingerprint) && !worse.has(fingerprint)).length);
  await context.close();
}

async function keyboard(target) {
  const { context, page } = await open(target);
  await page.keyboard.press('Tab');
  const skip = page.locator('.skip');
  check('keyboard: the first stop is the skip link', await skip.evaluate((link) => link === document.activeElement));
  const box = await skip.boundingBox();
  check('keyboard: it is seen', box !== null && box.x >= 0 && box.y >= 0, box);
  const outline = await skip.evaluate((link) => getComputedStyle(link).outlineStyle);
  check('keyboard: so is the focus', outline === 'solid', outline);
  await page.keyboard.press('Enter');
  check('keyboard: it leads to the report', await page.evaluate(() => document.activeElement.id === 'report'));
  await page.emulateMedia({ media: 'print' });
  check('print: no filters', !(await page.locator('#filters').isVisible()));
  await context.close();
}

async function hostile(target) {
  const { context, page } = await open(target);
  check('hostile: nothing of it ran', await page.evaluate(() => typeof window.owned === 'undefined'));
  check('hostile: one script, one style', (await page.locator('script, style').count()) === 2);
  check('hostile: no other elements', (await page.locator('img, iframe, svg, link, meta[http-equiv=refresh]').count()) === 0);
  const violated = await page.evaluate(async () => {
    const stopped = new Promise((done) => {
      document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
      setTimeout(() => done('nothing'), 2000);
    });
    document.querySelector('footer').insertAdjacentHTML('beforeend', '<p id="put" onclick="owned = 1">x</p>');
    document.getElementById('put').click();
    return stopped;
  });
  check('hostile: the policy stops a handler', violated === 'script-src-attr', violated);
  check('hostile: which has not run', await page.evaluate(() => typeof window.owned === 'undefined'));
  await context.close();
}

const example = report('example-app', ROOT, ['fixtures/example-app', '--config', 'fixtures/example-app/oktalint.toml']);
const lints = report('lints', ROOT, ['fixtures/lints', '--no-config']);
const tree = report('hostile', hostileTree(), ['.']);
for (const target of [example, lints, tree]) await looks(target);
await filters(example);
await keyboard(example);
await hostile(tree);
await browser.close();
console.log(axe ? '' : 'axe-core is not installed: accessibility was not looked at');
console.log(failures === 0 ? `all holds; screenshots are in ${shots}` : `${failures} do not hold`);
process.exitCode = failures === 0 ? 0 : 1;
