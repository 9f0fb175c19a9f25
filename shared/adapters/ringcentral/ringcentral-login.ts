import { randomUUID } from "node:crypto";
import { SDK } from "@ringcentral/sdk";
import * as z from "zod";
import { ApiError } from "#shared/adapters/http/api-error.ts";
import { allTries } from "#shared/adapters/http/api-request.ts";
import type { HttpClient } from "#shared/adapters/http/http-client.ts";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import { type LoginRefusal, loginRefusal, unavailableAdvice } from "#shared/domain/directory/refusals.ts";
import type { Settings } from "#shared/domain/settings/settings.ts";
import { type Details, SyncError } from "#shared/domain/sync-error.ts";
import type { Credentials } from "#shared/ports/directory.ts";

const tokenPath = "/restapi/oauth/token";

/** Seconds: where the answer tells nothing usable of the token's life, it is taken to be short. */
const lifeWhereUntold = 600;

/** Answer to the JWT login; the rest of it is not needed. */
export const loginAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().catch("bearer"),
  expires_in: z.coerce.number().positive().max(86_400).catch(lifeWhereUntold),
});

interface LoginRequest {
  readonly http: HttpClient;
  readonly settings: Settings;
  readonly credentials: Credentials;
}

/** What a login gives. */
export interface Login {
  readonly accessToken: string;
  readonly lifeMs: number;
}

/**
 * Logs in by JWT. A refusal is never repeated, because the account locks.
 * @throws SyncError RINGCENTRAL_REJECTED, RINGCENTRAL_UNAVAILABLE, OUT_OF_TIME
 */
export async function logIn(request: LoginRequest): Promise<Login> {
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
    const { access_token: accessToken = "", expires_in: lifeSeconds } = await sdk.platform().auth().data();
    return { accessToken, lifeMs: Number(lifeSeconds) * 1_000 };
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
    const advice = "Copy clientId and clientSecret again from the app in the RingCentral developer portal.";
    const words = `The login to RingCentral could not be sent: clientId or clientSecret contains unusual characters. ${advice}`;
    return new SyncError("RINGCENTRAL_REJECTED", words, { details: { advice } });
  }
  const { status, errorCode } = failure;
  const facts = { ...(status === undefined ? {} : { status }), ...(errorCode === undefined ? {} : { errorCode }) };
  const refusal = failure.kind === "refused" ? loginRefusal(failure) : undefined;
  if (refusal === undefined || refusal.fault === "outage") {
    const advice = unavailableAdvice(failure);
    const words = `RingCentral could not be logged in to: ${failure.message} Nothing was changed. ${advice}`;
    return new SyncError("RINGCENTRAL_UNAVAILABLE", words, { details: { ...facts, advice } });
  }
  return refusedLogin(String(errorCode ?? status), { refusal, facts });
}

/** A login that was refused with this code, or this status where the answer had no code. */
export function refusedLogin(
  code: string,
  { refusal = loginRefusal({ errorCode: code }), facts }: { readonly refusal?: LoginRefusal; readonly facts: Details },
): SyncError {
  const { advice, whose, heals } = refusal;
  const words = `RingCentral refused the login (${code}), which is a matter of ${whose}. ${advice}`;
  return new SyncError("RINGCENTRAL_REJECTED", words, {
    details: { ...facts, advice },
    retryable: heals === "by time",
  });
}
