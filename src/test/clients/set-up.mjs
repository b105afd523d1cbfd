// Sets a fresh server up on a phone, as the printed link leads, up to the first event.
import path from 'node:path';
import { launch } from './browser.mjs';
import { check, listen, problems } from './checks.mjs';

const { LINK, SHOTS } = process.env;
const browser = await launch();
const said = {};
try {
  const context = await browser.newContext({ viewport: { width: 360, height: 900 } });
  const tab = await context.newPage();
  let expected = 200;
  listen(tab, 'set-up', () => expected);
  await tab.goto(LINK);
  await check(tab, 'set-up', { shot: path.join(SHOTS, 'set-up-360.png') });
  const fill = async (values) => {
    for (const [name, value] of Object.entries(values)) await tab.fill(`input[name=${name}]`, value);
  };
  await fill({ email: 'ann@example.org', password: 'short', organization: 'Corner Shop', project: 'Till' });
  said.short = await tab.evaluate(() => document.querySelector('main form').checkValidity());
  // a name without letters or digits makes no address
  await fill({ password: 'a-long-password', organization: '!!!!' });
  expected = 400;
  await Promise.all([tab.waitForNavigation(), tab.click('button.primary')]);
  said.problem = (await tab.textContent('[role=alert]')).trim();
  said.kept = await tab.inputValue('input[name=project]');
  expected = 200;
  await fill({ password: 'a-long-password', organization: 'Corner Shop' });
  await Promise.all([tab.waitForURL(/\/corner-shop\/projects\/till\/start/), tab.click('button.primary')]);
  await check(tab, 'waiting', { shot: path.join(SHOTS, 'waiting-360.png') });
  const dsn = new URL((await tab.textContent('#dsn')).trim());
  await fetch(`${dsn.origin}/api${dsn.pathname}/store/?sentry_key=${dsn.username}`, {
    method: 'POST',
    body: JSON.stringify({ message: 'the drawer is stuck' }),
  });
  await tab.waitForURL(/\/issues\//);
  said.title = (await tab.textContent('h1')).trim();
  said.problems = problems;
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
