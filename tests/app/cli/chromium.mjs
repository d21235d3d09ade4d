#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// chromium.mjs URL PERSON [SCREENSHOT]: a person with Chromium signs in where `daypass login` sends
// the browser, and reads the page on which it ends. Prints a JSON object: where it ended, the text
// of the page, what went wrong on it, and whether the cookie can be read by scripts.
// The packages of tests/idp are found through the folder in NODE_PACKAGES.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const packages = createRequire(`${process.env.NODE_PACKAGES}/package.json`);
const { chromium } = (await import(pathToFileURL(packages.resolve('playwright-core')))).default;
const [start, person, screenshot] = process.argv.slice(2);
const STEPS = 8;

// Glewlwyd's page is an application of its own: what it sends when the buttons are pressed.
async function signInAtGlewlwyd(page) {
  const asked = new URL(page.url()).searchParams;
  await page.evaluate(async ([username, client, scope]) => {
    const send = (path, method, body) => fetch(`/api${path}`, {
      method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
    });
    await send('/auth', 'POST', { username, password: `${username}-pass-1234` });
    await send(`/auth/grant/${client}`, 'PUT', { scope });
  }, [person, asked.get('client_id'), asked.get('scope')]);
  const back = asked.get('callback_url');
  await page.goto(`${back}${back.includes('?') ? '&' : '?'}g_continue`);
}

async function signIn(page) {
  for (let step = 0; step < STEPS && !page.url().endsWith('/done'); step += 1) {
    if (page.url().includes('/login.html')) {
      await signInAtGlewlwyd(page);
    } else if (await page.locator('input[name=login]').count()) {
      await page.fill('input[name=login]', person);
      await page.fill('input[name=password]', 'any password');
      await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')]);
    } else if (await page.locator('button[type=submit]').count()) {
      await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')]);
    } else {
      break;
    }
  }
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'],
});
try {
  // the authority of the test provider is not Chromium's
  const context = await browser.newContext({ ignoreHTTPSErrors: true, colorScheme: 'dark' });
  const page = await context.newPage();
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && page.url().startsWith('http://localhost')) {
      problems.push(message.text());
    }
  });
  await page.goto(start);
  await signIn(page);
  if (screenshot) await page.screenshot({ path: screenshot });
  console.log(JSON.stringify({
    url: page.url(),
    text: await page.locator('main').innerText(),
    background: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    scriptCookies: await page.evaluate(() => document.cookie),
    history: await page.evaluate(() => window.history.length),
    problems: problems.filter((text) => !text.includes('favicon')),
  }));
} finally {
  await browser.close();
}
