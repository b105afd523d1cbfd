// Walks pages in Chromium and prints what is wrong with them as JSON.
import fs from 'node:fs';
import path from 'node:path';
import { launch } from './browser.mjs';
import { check, listen, problems } from './checks.mjs';

const { URL: base, EMAIL, PASSWORD, PATHS, SHOTS } = process.env;
let expected = 200;
fs.mkdirSync(SHOTS, { recursive: true });

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
      listen(tab, `${scheme} ${width}`, () => expected);
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
        await check(tab, where, {
          shot: scheme === 'light' && width === 360 && path.join(SHOTS, `${name}-open.png`),
          colours: scheme === 'dark',
        });
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(problems));
