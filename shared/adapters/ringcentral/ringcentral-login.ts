import { randomUUID } from "node:crypto";
import { SDK } from "@ringcentral/sdk";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import { parsedBy } from "#shared/adapters/http/parsed-by.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import { loginAnswer } from "./token-schemas.ts";

const tokenPath = "/restapi/oauth/token";

/** What to do about the codes that RingCentral gives for a refused login. */
const advice: ReadonlyMap<string, string> = new Map([
  [
    "OAU-146",
    "the client id or the client secret is wrong. Check clientId in the settings and clientSecret in the secret",
  ],
  [
    "OAU-140",
    "the JWT is not valid for this app. Create a new JWT for it in the developer portal and store it in the secret",
  ],
  ["OAU-147", "the account is locked after repeated attempts. Unlock it before anything is tried again"],
  ["OAU-112", "the app may not log in with a JWT. Allow the JWT auth flow for it in the developer portal"],
]);

const generalAdvice = "check baseUrl and clientId in the settings, clientSecret and jwt in the secret";

interface LoginRequest {
  readonly http: HttpClient;
  readonly settings: Settings;
  readonly credentials: Credentials;
}

/**
 * Logs in by JWT and returns the access token, which lives two hours: one login serves a whole run.
 * A refusal is never repeated, because the account locks.
 * @throws SyncError RINGCENTRAL_REJECTED, RINGCENTRAL_UNAVAILABLE, OUT_OF_TIME
 */
export async function logIn(request: LoginRequest): Promise<string> {
  const { http, settings, credentials } = request;
  let failure: unknown;
  const send: typeof globalThis.fetch = async (input) => {
    const outgoing = new Request(input);
    try {
      const token = await http.request(
        {
          host: "ringCentral",
          groups: ["auth"],
          method: "POST",
          url: new URL(outgoing.url),
          path: tokenPath,
          headers: Object.fromEntries(outgoing.headers),
          body: await outgoing.text(),
          tries: allTries,
        },
        parsedBy(loginAnswer),
      );
      return Response.json(token);
    } catch (error) {
      failure = error;
      // The SDK sends the login a second time when it sees a 401. An error without an answer it just passes on,
      // with the request and its credentials attached, so it goes no further than this function.
      throw new Error("The login failed.");
    }
  };
  const sdk = sdkFor({ settings, credentials, send });
  try {
    await sdk.platform().login({ jwt: credentials.jwt });
    return (await sdk.platform().auth().data()).access_token ?? "";
  } catch {
    throw loginError(failure);
  } finally {
    await sdk.cache().clean();
  }
}

function sdkFor(request: {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly send: typeof globalThis.fetch;
}): SDK {
  return new SDK({
    server: new URL(request.settings.baseUrl).origin,
    clientId: request.settings.clientId,
    clientSecret: request.credentials.clientSecret,
    // The SDK keeps tokens in a cache of the whole process: without a prefix of its own, a tenant would find
    // the token of another.
    cachePrefix: `user-sync-${randomUUID()}-`,
    fetch: request.send,
    Request,
    Response,
    Headers,
  });
}

function loginError(failure: unknown): unknown {
  if (failure instanceof SyncError) return failure;
  if (!(failure instanceof ApiError)) {
    const words = "The login to RingCentral could not be sent: clientId or clientSecret contains unusual characters.";
    return new SyncError("RINGCENTRAL_REJECTED", words);
  }
  const { status, errorCode } = failure;
  const details = { ...(status === undefined ? {} : { status }), ...(errorCode === undefined ? {} : { errorCode }) };
  if (failure.kind !== "refused") {
    const words = `RingCentral could not be logged in to: ${failure.message} Nothing was changed; the run is tried again.`;
    return new SyncError("RINGCENTRAL_UNAVAILABLE", words, { details });
  }
  return new SyncError("RINGCENTRAL_REJECTED", refusedWords(String(errorCode ?? status)), { details });
}

/** What to say of a login that was refused with this code, or this status where the answer had no code. */
export function refusedWords(code: string): string {
  return `RingCentral refused the login (${code}): ${advice.get(code) ?? generalAdvice}.`;
}
