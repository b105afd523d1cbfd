// Works on the issue stream by key and by form, and prints what the page says.
import { launch } from './browser.mjs';

const { URL: base, EMAIL, PASSWORD, STORE } = process.env;
const browser = await launch();
const said = {};
try {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${base}/login`);
  await tab.fill('input[name=email]', EMAIL);
  await tab.fill('input[name=password]', PASSWORD);
  await Promise.all([tab.waitForURL(/issues/), tab.click('button.primary')]);
  await tab.keyboard.press('?');
  said.help = await tab.isVisible('#help');
  await tab.keyboard.press('Escape');
  for (const key of ['j', 'x', 'j', 'x']) await tab.keyboard.press(key);
  said.selected = (await tab.textContent('#selected')).trim();
  await tab.keyboard.press('e');
  await tab.waitForSelector('.done:not(:empty)');
  said.resolved = await tab.textContent('.done');
  said.left = await tab.locator('tr[data-issue]').count();
  // a slip is taken back
  await tab.keyboard.press('z');
  await tab.waitForSelector('.done:has-text("As before")');
  said.undone = await tab.textContent('.done');
  said.back = await tab.locator('tr[data-issue]').count();
  for (const key of ['j', 'x', 'j', 'x', 'e']) await tab.keyboard.press(key);
  await tab.waitForSelector('.done:has-text("Resolved")');
  // the rows were replaced: they are chosen as before
  const boxes = tab.locator('input[name=issue]');
  await boxes.first().click();
  await boxes.last().click({ modifiers: ['Shift'] });
  said.range = (await tab.textContent('#selected')).trim();
  await tab.selectOption('select[name=other]', 'delete');
  await Promise.all([tab.waitForSelector('h1:has-text("Delete")'), tab.click('button[value=other]')]);
  said.asked = await tab.textContent('h1');
  await tab.click('button.danger');
  await tab.waitForSelector('.done:has-text("Deleted")');
  said.deleted = await tab.textContent('.done');
  said.address = new URL(tab.url()).search;
  // a picker narrows the stream, the issue page its breadcrumbs
  await tab.goto(`${base}/acme/issues/?status=all`);
  await tab.click('details.picker summary:has-text("Environment")');
  await tab.check('input[name=environment][value=staging]');
  await Promise.all([tab.waitForURL(/environment=staging/), tab.click('form.filters button')]);
  said.picked = await tab.textContent('details.picker summary:has-text("Environment")');
  said.shown = await tab.locator('tr[data-issue]').count();
  await tab.click('a.title');
  await tab.selectOption('#crumb-filters select >> nth=1', 'warning');
  said.crumbs = await tab.textContent('#crumbs tr:not([hidden]) td:last-child');
  said.told = await tab.textContent('#crumb-filters [role=status]');
  // what arrives is told where the conditions let it through
  const live = await context.newPage();
  const send = (text) =>
    fetch(STORE, { method: 'POST', body: JSON.stringify({ message: text, fingerprint: [text] }) });
  const listening = live.waitForResponse(/\/acme\/live$/);
  await live.goto(`${base}/acme/issues/?query=drawer`);
  await listening;
  const again = live.waitForResponse(/query=drawer/);
  await send('the till is stuck');
  await (await again).finished();
  await live.evaluate(() => new Promise((drawn) => setTimeout(drawn)));
  said.other = await live.isVisible('#arrived');
  await send('the drawer is stuck');
  await live.waitForSelector('#arrived:not([hidden])');
  said.arrived = await live.textContent('#arrived');
  await Promise.all([live.waitForURL(/query=drawer/), live.click('#arrived')]);
  said.found = await live.locator('tr[data-issue]').count();
  await live.close();
  // what was folded stays so
  await tab.click('details[data-fold=tags] > summary');
  await tab.reload();
  said.folded = !(await tab.evaluate(() => document.querySelector('details[data-fold=tags]').open));
  said.group = await tab.textContent('nav.group li.depth-1');
  await Promise.all([tab.waitForSelector('html[data-theme=dark]'), tab.click('button[name=theme][value=dark]')]);
  said.ground = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
