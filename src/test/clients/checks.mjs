// What must hold of every page.
import fs from 'node:fs';

const axe = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

export const problems = [];

// The browser itself notes a page that is wanted with another status than 200.
export function listen(tab, where, expected = () => 200) {
  tab.on('console', (line) => {
    const wanted = expected() !== 200 && line.text().includes(`status of ${expected()}`);
    if (!wanted) problems.push(`${where}: console ${line.type()}: ${line.text()}`);
  });
  tab.on('pageerror', (error) => problems.push(`${where}: ${error.message}`));
  tab.on('requestfailed', (request) => {
    // what a page has not yet loaded ends with it
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`${where}: ${request.url()} failed`);
  });
}

async function isTooWide(tab, where) {
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) problems.push(`${where}: ${wide} pixels too wide`);
}

// Another theme changes colours alone: for those that is all that is asked of axe.
export async function check(tab, where, { shot, colours } = {}) {
  await isTooWide(tab, where);
  await tab.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  await isTooWide(tab, `${where}, all open`);
  if (shot) await tab.screenshot({ path: shot, fullPage: true });
  await tab.evaluate(axe);
  const options = { resultTypes: ['violations'], preload: false, ...(colours && { runOnly: ['color-contrast'] }) };
  const found = await tab.evaluate((asked) => window.axe.run(asked), options);
  for (const one of found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))) {
    problems.push(`${where}: axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }
}
