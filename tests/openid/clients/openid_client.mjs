// openid-client, certified, driven by lines of JSON: one order in, one answer out (with_node.py).

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const packages = process.argv[2];
const from = (path) => import(pathToFileURL(`${packages}/${path}`));
const openid = await from("openid-client/build/index.js");
const jose = await from("jose/dist/webapi/index.js");

let known, config, checks, tokens, dpop;

const authentication = async () => {
  if (!known.private_key) return openid.ClientSecretPost(known.secret);
  const key = await jose.importJWK(known.private_key, known.private_key.alg);
  return openid.PrivateKeyJwt({ key, kid: known.private_key.kid });
};

const orders = {
  async register({ registration, usesDPoP }) {
    known = registration;
    const metadata = { id_token_signed_response_alg: known.algorithm };
    const options = { execute: [openid.allowInsecureRequests] };
    const issuer = new URL(known.issuer);
    config = await openid.discovery(issuer, known.client_id, metadata, await authentication(), options);
    if (usesDPoP) dpop = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair("ES256"));
  },
  async begin({ parameters }) {
    const verifier = openid.randomPKCECodeVerifier();
    checks = {
      pkceCodeVerifier: verifier,
      expectedNonce: openid.randomNonce(),
      expectedState: openid.randomState(),
      idTokenExpected: true,
      ...(parameters.max_age ? { maxAge: Number(parameters.max_age) } : {}),
    };
    const asked = {
      redirect_uri: known.redirect_uri,
      scope: known.scope,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      nonce: checks.expectedNonce,
      state: checks.expectedState,
      ...parameters,
    };
    return (await openid.buildAuthorizationUrlWithPAR(config, asked, { DPoP: dpop })).href;
  },
  async finish({ address }) {
    tokens = await openid.authorizationCodeGrant(config, new URL(address), checks, undefined, { DPoP: dpop });
    return tokens.claims();
  },
  async userinfo() {
    return openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP: dpop });
  },
  async refresh() {
    const idToken = tokens.id_token;
    const claims = tokens.claims();
    tokens = await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: dpop });
    if (!tokens.id_token) tokens = { ...tokens, id_token: idToken, claims: () => claims };
  },
  async introspect() {
    return openid.tokenIntrospection(config, tokens.access_token);
  },
  async revoke() {
    await openid.tokenRevocation(config, tokens.refresh_token);
  },
  async logoutAddress() {
    const asked = { post_logout_redirect_uri: known.post_logout_redirect_uri, id_token_hint: tokens.id_token };
    return openid.buildEndSessionUrl(config, asked).href;
  },
  // openid-client has nothing for it; jose, on which it stands, checks signature, type, issuer and audience.
  async readLogoutToken({ token }) {
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const expected = { issuer: known.issuer, audience: known.client_id, typ: "logout+jwt" };
    const { payload } = await jose.jwtVerify(token, keys, { ...expected, algorithms: [known.algorithm] });
    return payload;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { done: (await orders[order](given)) ?? null };
  } catch (error) {
    answer = { error: `${error.code ?? error.name}: ${error.message}`, cause: error.cause ?? null };
  }
  console.log(JSON.stringify(answer));
}
