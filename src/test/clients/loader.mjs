// A page that includes only the loader script breaks before the SDK is there; prints what was sent.
import http from 'node:http';
import { build } from 'esbuild';
import { launch } from './browser.mjs';

const { LOADER, PORT } = process.env;
const bundle = await build({
  stdin: { contents: "export * from '@sentry/browser';", resolveDir: import.meta.dirname },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'Sentry',
});
const page = `<!doctype html><html lang="en"><title>Shop</title><button>Pay</button><button id="later">Later</button>
<script>window.sentryOnLoad = () => Sentry.init({ release: 'shop@2.0.0' });</script>
<script src="${LOADER}"></script>
<script>
function pay() { throw new TypeError('the card was declined'); }
document.querySelector('button').addEventListener('click', pay);
document.getElementById('later').addEventListener('click', () => Sentry.captureMessage('paid later'));
</script>`;
const fetched = [];
const server = http.createServer((request, response) => {
  const isSdk = request.url.includes('bundle');
  if (isSdk) fetched.push(request.url);
  response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html');
  response.setHeader('access-control-allow-origin', '*');
  response.end(isSdk ? bundle.outputFiles[0].text : page);
});
await new Promise((listening) => server.listen(Number(PORT), '127.0.0.1', listening));

const browser = await launch();
const said = { fetched };
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${PORT}/`);
  said.before = [...fetched];
  const envelope = () => tab.waitForResponse((response) => response.url().includes('/envelope/'));
  const [first] = await Promise.all([envelope(), tab.click('button')]);
  const [second] = await Promise.all([envelope(), tab.click('#later')]);
  said.answers = [first.status(), second.status()];
  await tab.evaluate(() => Sentry.flush(10000));
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify(said));
