#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// npm oidc-provider (certified, by Filip Skokan) over https on loopback, set up for Daypass.
//
//   oidc-provider.mjs STATE_DIR PORT ALG [--ttl SECONDS] [--clock-shift SECONDS]
//
// STATE_DIR holds keys.json (private JWK set), localhost.key and localhost.crt. Each request is one
// JSON line in STATE_DIR/requests-PORT.jsonl: method, path, status, client port; never a query.
// STATE_DIR/delay-PORT, if there, is {"path": "/jwks", "ms": 3000}: slows what begins with path.
// People: alice, bob (e-mail NAME@example.com), carol (e-mail not verified); any password.
// Clients: daypass-test, daypass-other and daypass-third, public. It needs the packages of package.json, found
// through the folder in NODE_PACKAGES.
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ttl: { type: 'string', default: '3600' },
    'clock-shift': { type: 'string', default: '0' },
  },
});
const [state, port, algorithm] = positionals;
const shift = Number(values['clock-shift']) * 1000;
if (shift !== 0) {
  const { now } = Date;
  Date.now = () => now() + shift;
}

const packages = createRequire(`${process.env.NODE_PACKAGES}/package.json`);
const { Provider } = await import(pathToFileURL(packages.resolve('oidc-provider')));

const issuer = `https://localhost:${port}`;
const people = {
  alice: { email: 'alice@example.com', email_verified: true, groups: ['ssh-users', 'devs'] },
  bob: { email: 'bob@example.com', email_verified: true, groups: ['ssh-users'] },
  carol: { email: 'carol@example.org', email_verified: false, groups: [] },
};

const client = (id) => ({
  client_id: id,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: [3000, 10001, 11110].map((p) => `http://localhost:${p}/login-callback`),
  id_token_signed_response_alg: algorithm,
});

const provider = new Provider(issuer, {
  clients: ['daypass-test', 'daypass-other', 'daypass-third'].map(client),
  jwks: JSON.parse(fs.readFileSync(`${state}/keys.json`)),
  findAccount: (ctx, id) => people[id] && {
    accountId: id,
    claims: async () => ({ sub: id, name: `${id} Example`, ...people[id] }),
  },
  claims: {
    openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'],
  },
  scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
  conformIdTokenClaims: false, // claims in the ID token, as Google, Microsoft and GitLab do
  features: {
    devInteractions: { enabled: true }, // plain sign-in and consent forms
    revocation: { enabled: true },
  },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA', 'PS256'] },
  ttl: {
    IdToken: Number(values.ttl), AccessToken: 3600, RefreshToken: 86400, Session: 3600,
    Grant: 86400, Interaction: 600,
  },
  cookies: { keys: ['for tests only'] },
});

const delayFile = `${state}/delay-${port}`;

async function delay(path) {
  if (!fs.existsSync(delayFile)) return;
  const wanted = JSON.parse(fs.readFileSync(delayFile));
  if (path.startsWith(wanted.path)) {
    await new Promise((resolve) => { setTimeout(resolve, wanted.ms); });
  }
}

const requests = fs.createWriteStream(`${state}/requests-${port}.jsonl`, { flags: 'a' });
provider.use(async (ctx, next) => {
  await delay(ctx.path);
  await next();
  ctx.set('Date', new Date(Date.now()).toUTCString()); // the shifted one
  requests.write(`${JSON.stringify({
    method: ctx.method, path: ctx.path, status: ctx.status, port: ctx.req.socket.remotePort,
  })}\n`);
});

const tls = {
  key: fs.readFileSync(`${state}/localhost.key`),
  cert: fs.readFileSync(`${state}/localhost.crt`),
};
https.createServer(tls, provider.callback()).listen(Number(port), 'localhost', () => {
  fs.writeFileSync(`${state}/ready-${port}`, `${issuer}\n`);
});
