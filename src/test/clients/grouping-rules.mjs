// Writes grouping rules and prints what the page says while they are written.
import { launch } from './browser.mjs';

const { URL: base, EMAIL, PASSWORD } = process.env;
const browser = await launch();
const said = {};
try {
  const tab = await browser.newPage();
  await tab.goto(`${base}/login`);
  await tab.fill('input[name=email]', EMAIL);
  await tab.fill('input[name=password]', PASSWORD);
  await Promise.all([tab.waitForURL(/issues/), tab.click('button.primary')]);
  await tab.goto(base + process.env.RULES_PAGE);
  await tab.type('#stack', 'function:f -ap');
  said.broken = await (await tab.waitForSelector('#stack-problems .problem')).textContent();
  await tab.type('#stack', 'p');
  await tab.waitForSelector('#stack-problems .problem', { state: 'detached' });
  await tab.type('#fingerprints', 'level:* -> all title="Tried while written"');
  said.title = await (await tab.waitForSelector('#tryout strong:has-text("Tried")')).textContent();
  await tab.reload();
  said.stored = await tab.inputValue('#stack');
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
