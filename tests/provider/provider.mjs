// SPDX-License-Identifier: Apache-2.0
// A certified OpenID provider for tests: provider.mjs [--rotate] [--ttl SECONDS] [--key PEM --cert PEM].
// Listens on a free loopback port, prints {"issuer": …}, and ends with its standard input.
// Beside the protocol: POST /test/device {"user_code","error"?} is a person with a phone, POST /test/set
// {"ttl"?,"stall"?} changes how many seconds tokens live and their answers take, POST /test/forget
// {"client_id"} is an administrator; GET /test/log tells the requests of each path and all secrets given
// away so far. Whoever opens a browser page is signed in as ada.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    rotate: { type: 'boolean', default: false },
    ttl: { type: 'string', default: '3600' },
    key: { type: 'string' },
    cert: { type: 'string' },
  },
});
// The packages lie in the build folder, not beside this file.
const require = createRequire(`${process.env.BANCO_TEST_NODE_MODULES}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const person = {
  preferred_username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  'wlcg.groups': ['/ml-infn', '/ml-infn/admins'],
};
const log = { counts: {}, secrets: [] };
const registrations = {};
const state = { ttl: Number(options.ttl), stall: 0 };

const listener = (request, response) => respond(request, response);
const server = options.key
  ? createSecureServer({ key: readFileSync(options.key), cert: readFileSync(options.cert) }, listener)
  : createServer(listener);
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const issuer = `${options.key ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  cookies: { keys: ['only-for-tests'] },
  scopes: ['openid', 'profile', 'email', 'offline_access', 'wlcg.groups'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email'],
    'wlcg.groups': ['wlcg.groups'],
  },
  pkce: { methods: ['S256'], required: () => true },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
  },
  ttl: {
    AccessToken: () => state.ttl, RefreshToken: 86400, DeviceCode: 600, Grant: 86400,
    IdToken: 600, Interaction: 600, Session: 86400, AuthorizationCode: 60,
  },
  rotateRefreshToken: options.rotate,
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...person }) }),
  interactions: { url: (ctx, interaction) => `/test/login/${interaction.uid}` },
});

async function grantAll(clientId, scope) {
  const grant = new provider.Grant({ accountId: 'ada-1', clientId });
  grant.addOIDCScope(scope);
  return grant.save();
}

async function signIn(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const result = prompt.name === 'login'
    ? { login: { accountId: 'ada-1' } }
    : { consent: { grantId: await grantAll(params.client_id, params.scope) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function confirmDevice({ user_code: userCode, error }) {
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''));
  if (error) Object.assign(code, { error });
  else {
    Object.assign(code, {
      accountId: 'ada-1',
      authTime: Math.floor(Date.now() / 1000),
      grantId: await grantAll(code.clientId, code.params.scope),
      scope: code.params.scope,
    });
  }
  await code.save();
}

const commands = {
  '/test/device': confirmDevice,
  '/test/set': (changes) => Object.assign(state, changes),
  '/test/forget': ({ client_id: id }) => fetch(`${issuer}/reg/${id}`, {
    method: 'DELETE', headers: { authorization: `Bearer ${registrations[id]}` },
  }),
};

// Whatever the protocol gave to somebody must be nowhere but in a keyring.
provider.use(async (ctx, next) => {
  await next();
  for (const name of ['access_token', 'refresh_token', 'id_token', 'device_code', 'registration_access_token']) {
    if (ctx.body?.[name]) log.secrets.push(ctx.body[name]);
  }
  if (ctx.body?.registration_access_token) registrations[ctx.body.client_id] = ctx.body.registration_access_token;
  if (ctx.path === '/token') await new Promise((resolve) => { setTimeout(resolve, state.stall * 1000); });
});

const callback = provider.callback();
async function respond(request, response) {
  const path = request.url.split('?')[0];
  log.counts[path] = (log.counts[path] ?? 0) + 1;
  try {
    if (path.startsWith('/test/login/')) {
      await signIn(request, response);
    } else if (path === '/test/log') {
      response.end(JSON.stringify(log));
    } else if (commands[path]) {
      let body = '';
      for await (const chunk of request) body += chunk;
      await commands[path](JSON.parse(body));
      response.writeHead(204).end();
    } else {
      callback(request, response);
    }
  } catch (error) {
    response.writeHead(500).end(error.message);
  }
}

console.log(JSON.stringify({ issuer }));
process.stdin.resume().on('end', () => process.exit(0));
