import { oauthError } from "./answers.ts";
import type { Answer } from "./simulated-exchange.ts";

/** Published codes of a refused login, each with its status, its kind and its words. */
const refusals = {
  "OAU-105": [401, "invalid_grant", "Login for extension in current state is not allowed."],
  "OAU-112": [400, "unauthorized_client", "Grant type not allowed"],
  "OAU-120": [400, "invalid_client", "Invalid client application"],
  "OAU-121": [401, "invalid_client", "Client application is not active"],
  "OAU-125": [401, "unauthorized_client", "Grant type is not allowed for application."],
  "OAU-140": [400, "invalid_grant", "Invalid resource owner credentials"],
  "OAU-141": [401, "invalid_grant", "Login for extension in current state is not allowed."],
  "OAU-142": [401, "invalid_grant", "Login to account in current state is not allowed."],
  "OAU-146": [401, "invalid_client", "Invalid client credentials"],
  "OAU-147": [400, "invalid_grant", "Account is locked"],
  "OAU-148": [
    400,
    "invalid_grant",
    "The account is locked out due to multiple unsuccessful logon attempts. Please use Single Sign-on way to authenticate.",
  ],
  "OAU-153": [401, "invalid_client", "Invalid Authorization header"],
  "OAU-210": [400, "invalid_grant", "Token is expired"],
  "OAU-213": [400, "invalid_grant", "Token is revoked"],
  "OAU-251": [400, "unauthorized_client", "Unauthorized for this grant type"],
} as const satisfies Record<string, readonly [number, string, string]>;

export type OauthCode = keyof typeof refusals;

export const oauthCodes = Object.keys(refusals) as readonly OauthCode[];

/** The token endpoint's refusal with a code. */
export function oauthRefusal(code: OauthCode): Answer {
  const [status, error, message] = refusals[code];
  return oauthError(status, { error, code, message });
}
