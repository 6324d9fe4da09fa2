// An OpenID provider for tests, on loopback: node provider.mjs PORT [CERTIFICATE KEY], encrypted with those if given. PUT /test/keys gives it the keys that it signs with from
// then on. Clients get tokens by the client-credentials grant; a client is who its id says, in the groups of its secret.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const [certificate, key] = process.argv.slice(3);
const issuer = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
const resource = 'urn:stagegate:test';
let current;

const client = (id, groups) => ({
  client_id: id,
  client_secret: groups.join('-') || 'none',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
});

const people = { 'sub-ann': ['interns'], 'sub-mia': ['ml-leads'], 'sub-zoe': ['ml-leads', 'risk'], 'sub-bot': [] };

function provider(keys) {
  const algorithm = keys[0].alg;
  const made = new Provider(issuer, {
    jwks: { keys },
    clients: Object.entries(people).map(([id, groups]) => client(id, groups)),
    clientDefaults: { id_token_signed_response_alg: algorithm },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: 'stagegate',
          accessTokenTTL: 600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
    extraTokenClaims: (context, token) => ({ groups: people[token.clientId] }),
  });
  made.on('server_error', (context, error) => console.error(error));
  return made.callback();
}

const handle = (request, response) => {
  if (request.method === 'PUT' && request.url === '/test/keys') {
    let text = '';
    request.on('data', (part) => { text += part; });
    request.on('end', () => {
      current = provider(JSON.parse(text).keys);
      response.end('{}');
    });
  } else if (current) {
    current(request, response);
  } else {
    response.statusCode = 503;
    response.end();
  }
};
const server = certificate
  ? createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, handle)
  : createServer(handle);
server.listen(port, '127.0.0.1', () => console.log('listening'));
