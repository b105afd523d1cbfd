// Walks pages in Chromium and prints what is wrong with them as JSON.
import fs from 'node:fs';
import path from 'node:path';
import { launch } from './browser.mjs';

const { URL: base, EMAIL, PASSWORD, PATHS, SHOTS } = process.env;
const axe = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const problems = [];
let expected = 200;
fs.mkdirSync(SHOTS, { recursive: true });

function listen(tab, where) {
  tab.on('console', (line) => {
    // the browser itself notes a page that is wanted with this status
    const wanted = expected !== 200 && line.text().includes(`status of ${expected}`);
    if (!wanted) problems.push(`${where}: console ${line.type()}: ${line.text()}`);
  });
  tab.on('pageerror', (error) => problems.push(`${where}: ${error.message}`));
  tab.on('requestfailed', (request) => {
    // what a page has not yet loaded ends with it
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`${where}: ${request.url()} failed`);
  });
}

async function logIn(tab) {
  await tab.goto(`${base}/login`);
  await tab.fill('input[name=email]', EMAIL);
  await tab.fill('input[name=password]', PASSWORD);
  await Promise.all([tab.waitForURL(/issues/), tab.click('button.primary')]);
}

// Before a screenshot of the whole page, which lays it out anew for its own height.
async function still(tab, where) {
  await tab.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const shift = await tab.evaluate(() => window.shift ?? 0);
  if (shift > 0.01) problems.push(`${where}: the layout shifted by ${shift}: ${await tab.evaluate(() => window.shifted)}`);
}

async function isTooWide(tab, where) {
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) problems.push(`${where}: ${wide} pixels too wide`);
}

async function check(tab, where, shot) {
  await isTooWide(tab, where);
  await tab.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  await isTooWide(tab, `${where}, all open`);
  if (shot) await tab.screenshot({ path: shot, fullPage: true });
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run());
  for (const one of found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))) {
    problems.push(`${where}: axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }
}

const browser = await launch();
try {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1280, 360]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
      await context.addInitScript(() => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            window.shift = (window.shift ?? 0) + entry.value;
            window.shifted = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
              const name = node?.outerHTML?.slice(0, 60) ?? node?.nodeName;
              return `${name} from ${from.x},${from.y} to ${to.x},${to.y} (${to.width}x${to.height})`;
            });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const tab = await context.newPage();
      listen(tab, `${scheme} ${width}`);
      await tab.goto(`${base}/login`);
      await still(tab, `${scheme} ${width} /login`);
      await check(tab, `${scheme} ${width} /login`);
      await logIn(tab);
      for (const [name, target] of Object.entries(JSON.parse(PATHS))) {
        const [wanted, place] = target.startsWith('/') ? [200, target] : [Number(target.split(' ')[0]), target.split(' ')[1]];
        const where = `${scheme} ${width} ${place}`;
        expected = wanted;
        const answer = await tab.goto(base + place);
        if (answer.status() !== wanted) problems.push(`${where}: status ${answer.status()}`);
        await still(tab, where);
        await tab.screenshot({ path: path.join(SHOTS, `${name}-${scheme}-${width}.png`), fullPage: true });
        await check(tab, where, scheme === 'light' && width === 360 && path.join(SHOTS, `${name}-open.png`));
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(problems));
