// A page of another origin, with the browser SDK in it, breaks in Chromium; prints what was sent.
import http from 'node:http';
import { build } from 'esbuild';
import { launch } from './browser.mjs';

const bundle = await build({
  stdin: {
    contents: `
      import * as Sentry from '@sentry/browser';
      Sentry.init({
        dsn: ${JSON.stringify(process.env.DSN)},
        release: 'shop@1.2.3',
        integrations: [Sentry.browserTracingIntegration()],
        tracesSampleRate: 1,
      });
      function pay() {
        throw new TypeError('the card was declined');
      }
      document.querySelector('button').addEventListener('click', pay);
      window.finished = () => Sentry.flush(10000);
    `,
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  write: false,
  format: 'iife',
});
const script = bundle.outputFiles[0].text;
const page = '<!doctype html><html lang="en"><title>Shop</title><button>Pay</button><script src="/shop.js"></script>';
const server = http.createServer((request, response) => {
  const isScript = request.url === '/shop.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? script : page);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

const browser = await launch();
const answers = [];
try {
  const tab = await browser.newPage();
  tab.on('response', (response) => {
    if (response.url().includes('/envelope/')) answers.push(response.status());
  });
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.click('button');
  await tab.waitForResponse((response) => response.url().includes('/envelope/'));
  await tab.evaluate(() => window.finished());
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify({ answers }));
