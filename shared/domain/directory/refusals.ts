import type { Details, ReasonCode } from "#shared/domain/sync-error.ts";

/** Whose fault a refusal is; an `outage` is RingCentral's own. */
type Fault = "app" | "user" | "account" | "settings" | "outage";

/** What a code means: whose fault, whether time heals it, and what the reader does about it. */
interface Refusal {
  readonly fault: Fault;
  readonly heals: "by time" | "by a person";
  /** Whole sentences. `{permission}` stands for the permission that the answer names. */
  readonly advice: string;
}

const unchanged = "Do not try again unchanged: repeated refused logins lock the account.";

/** What to do about an answer that is no refusal. */
export const outageAdvice = "Wait and try again; status.ringcentral.com says whether RingCentral reports an outage.";
const networkAdvice =
  "Check that the network of the service (name server, firewall, proxy) lets it reach this host, then try again.";

/** What to do about a 403 of RingCX. */
export const wfoAccessAdvice =
  "Give the user of the JWT the role WFO_ACCESS in RingCX; it is granted for each sub-account.";

const jwtFlow: Refusal = {
  fault: "app",
  heals: "by a person",
  advice:
    "Allow the JWT auth flow for the app with this clientId, in its settings in the RingCentral developer portal.",
};
const ownerCannotSignIn: Refusal = {
  fault: "user",
  heals: "by a person",
  advice:
    "The user who owns the JWT cannot sign in to RingCentral. Create a JWT as an active user and store it in the secret.",
};
const accountNotActive: Refusal = {
  fault: "account",
  heals: "by a person",
  advice:
    "The account of the user who owns the JWT cannot sign in, for example because it is suspended. Have it reactivated, or create a JWT as an active user and store it in the secret.",
};
const locked: Refusal = {
  fault: "account",
  heals: "by time",
  advice:
    "The account is locked after too many failed logins. Do not try again for an hour: wait, or have the JWT's owner sign in by single sign-on (SSO).",
};
const wrongApp: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice: `The client id or the client secret is wrong. Compare clientId in the settings and clientSecret in the secret with the app in the RingCentral developer portal. ${unchanged}`,
};
const jwtOfAnotherApp: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice: `The JWT is not valid for this app. Create a new JWT for it in the RingCentral developer portal and store it in the secret. ${unchanged}`,
};
const jwtOver: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice:
    "The JWT has expired or was revoked. Create a new one in the RingCentral developer portal and store it in the secret.",
};
const jwtDamaged: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice: "The JWT is damaged. Copy it again from the RingCentral developer portal and store it in the secret.",
};
const jwtRefused: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice: `The JWT has expired, was revoked, or is not for this app. Create a new JWT in the RingCentral developer portal and store it in the secret. ${unchanged}`,
};
const temporary: Refusal = { fault: "outage", heals: "by time", advice: outageAdvice };

/**
 * Every published code that a JWT login or one of our lists can meet; codes of other ways to log in are left out.
 * - OAU and CMN: https://developers.ringcentral.com/guide/basics/errors
 * - OAU-153, 210, 213 and 251 are missing there; RingCentral answers them all the same:
 *   https://community.ringcentral.com/questions/1221/tokeninvalid-oau-213-token-not-found.html,
 *   https://community.ringcentral.com/articles/117372/my-access-token-expired-error-oau-210-what-do-i-do.html,
 *   https://github.com/ringcentral/ringcentral-web-phone/issues/116
 * - the words of OAuth: RFC 6749, section 5.2
 * - `access.denied.exception`: RingCX developer guide, "Common Authorization Errors"
 */
const refusals: Readonly<Record<string, Refusal>> = {
  "OAU-112": jwtFlow,
  "OAU-125": jwtFlow,
  "OAU-251": jwtFlow,
  unauthorized_client: jwtFlow,
  unsupported_grant_type: jwtFlow,
  "OAU-105": ownerCannotSignIn,
  "OAU-136": ownerCannotSignIn,
  "OAU-141": ownerCannotSignIn,
  "OAU-142": accountNotActive,
  "OAU-147": locked,
  "OAU-148": locked,
  "OAU-120": wrongApp,
  "OAU-121": wrongApp,
  "OAU-123": wrongApp,
  "OAU-134": wrongApp,
  "OAU-146": wrongApp,
  "OAU-153": wrongApp,
  invalid_client: wrongApp,
  "OAU-140": jwtOfAnotherApp,
  "OAU-128": jwtOver,
  "OAU-210": jwtOver,
  "OAU-213": jwtOver,
  "OAU-129": jwtDamaged,
  "OAU-149": jwtDamaged,
  invalid_grant: jwtRefused,
  server_error: temporary,
  temporarily_unavailable: temporary,
  "CMN-401": {
    fault: "app",
    heals: "by a person",
    advice: "Add the permission {permission} to the app, in its settings in the RingCentral developer portal.",
  },
  "CMN-402": {
    fault: "user",
    heals: "by a person",
    advice: "Give the user of the JWT the role of an administrator in RingCentral.",
  },
  "CMN-408": {
    fault: "user",
    heals: "by a person",
    advice: "Give the user of the JWT a role with the permission {permission} in RingCentral.",
  },
  "access.denied.exception": { fault: "user", heals: "by a person", advice: wfoAccessAdvice },
};

const unknownLogin: Refusal = {
  fault: "settings",
  heals: "by a person",
  advice: `Check baseUrl and clientId in the settings, clientSecret and jwt in the secret. ${unchanged}`,
};

/** Whether this is a code of RingCX that may be quoted; those of RingCentral are known by their form. */
export function isPublishedCode(code: string): boolean {
  return Object.hasOwn(refusals, code);
}

const whose: Readonly<Record<Fault, string>> = {
  app: "the app in the developer portal",
  user: "the user who owns the JWT",
  account: "the RingCentral account",
  settings: "the settings or the secret",
  outage: "RingCentral",
};

/** What an answer says about its refusal; nothing else of it is kept. */
interface RefusedAnswer {
  readonly errorCode?: string | undefined;
  /** The plain word of OAuth, `invalid_grant` for example. */
  readonly oauthError?: string | undefined;
  readonly permissionName?: string | undefined;
}

/** What a refused login means, and whose matter it is. */
export type LoginRefusal = Refusal & { readonly whose: string };

/** What a refused login means: the row of its code, else of the plain word, else that anything may be wrong. */
export function loginRefusal({ errorCode, oauthError }: RefusedAnswer): LoginRefusal {
  const row = rowOf(errorCode) ?? rowOf(oauthError) ?? unknownLogin;
  return { ...row, whose: whose[row.fault] };
}

/** A permission that a RingEX list needs of the user, and the setting that does without the list. */
export interface NeededPermission {
  readonly name: string;
  readonly without: string;
}

/** What a 403 of a RingEX list means: the permission that is missing, whose, and the advice. */
export function ringExRefusal(
  answer: RefusedAnswer,
  needed: NeededPermission,
): { readonly missingPermission: string; readonly advice: string } {
  const { errorCode, permissionName } = answer;
  const fill = (row: Refusal, permission: string) => row.advice.replace("{permission}", permission);
  if (errorCode === "CMN-401") {
    const advice = fill(refusals["CMN-401"] as Refusal, permissionName ?? "that this list needs (ReadAccounts)");
    return { missingPermission: `${permissionName ?? "unnamed"}, a permission of the app`, advice };
  }
  const name = permissionName ?? needed.name;
  const row = rowOf(errorCode === "CMN-402" ? errorCode : "CMN-408") as Refusal;
  return {
    missingPermission: `${name} (${needed.without} does without it)`,
    advice: `${fill(row, name)} Or set ${needed.without}, which does without this list.`,
  };
}

/** What keeps a list of RingCX unread and is not healed by time: the status, or the account's own list. */
export type RingCxRefusal = 403 | 404 | "not-listed";

/** The main account of the settings, and the one of the login (else the accounts of its agents) as RingCX tells it. */
export interface RingCxLogin {
  readonly mainAccountId: string;
  readonly loginMainAccountIds: readonly string[];
}

/** What to do where RingCX does not find a list. */
export function notFoundAdvice(
  list:
    | ({ readonly kind: "main" } & RingCxLogin)
    | ({ readonly kind: "sub-account"; readonly subAccountId: string } & RingCxLogin)
    | { readonly kind: "agent-group" },
): string {
  switch (list.kind) {
    case "main":
      return `Check mainAccountId in the settings: RingCX does not find ${list.mainAccountId} for this login.${loginHint(list)}`;
    case "sub-account": {
      const { subAccountId, mainAccountId } = list;
      return `Check subAccountIds in the settings, and that ${subAccountId} belongs to mainAccountId ${mainAccountId}: RingCX does not find it for this login.${loginHint(list)}`;
    }
    case "agent-group":
      return "Look at this agent group in RingCX: the sub-account lists it, but RingCX does not find its agents.";
  }
}

function loginHint({ loginMainAccountIds: ids }: RingCxLogin): string {
  if (ids.length === 0) return "";
  const accounts = `${ids.length === 1 ? "main account" : "accounts"} ${ids.join(", ")}`;
  return ` The login belongs to ${accounts}, which is a hint: managed accounts may differ.`;
}

/** What to do where RingCX refuses every list: a 403 is a matter of the user's role, a 404 of the account's id. */
export function ringCxAdvice(refused: readonly RingCxRefusal[], login: RingCxLogin): string {
  return [
    ...(refused.includes(403) ? [wfoAccessAdvice] : []),
    ...(refused.includes(404) ? [notFoundAdvice({ kind: "main", ...login })] : []),
  ].join(" ");
}

/** What to do where RingCX does not take the RingCentral token. */
export const exchangeAdvice = "Check ringCxUrl in the settings, and that the user of the JWT may sign in to RingCX.";

/** What to do about a call that brought no answer, or one that is no refusal. */
export function unavailableAdvice({ status }: { readonly status?: number | undefined }): string {
  return status === undefined ? `${networkAdvice} ${outageAdvice}` : outageAdvice;
}

const fallbacks: { readonly [Code in ReasonCode]?: string } = {
  SECRETS_MISSING: "Store the client secret and the JWT in the tenant's secret.",
  RINGCENTRAL_REJECTED: unknownLogin.advice,
  RINGCX_REJECTED: `${exchangeAdvice} ${wfoAccessAdvice}`,
  RINGCENTRAL_UNAVAILABLE: outageAdvice,
  RINGCX_UNAVAILABLE: outageAdvice,
};

/** The advice that an error or a reason carries; for one that carries none what fits its code, if anything does. */
export function adviceOf({
  code,
  details,
}: {
  readonly code: ReasonCode;
  readonly details?: Details;
}): string | undefined {
  const own = details?.["advice"];
  return typeof own === "string" ? own : fallbacks[code];
}

/** What happened, without the advice that ends the message: for readers who show the two apart. */
export function withoutAdvice({ message, details }: { readonly message: string; readonly details?: Details }): string {
  const own = details?.["advice"];
  return typeof own === "string" && message.endsWith(own) ? message.slice(0, -own.length).trimEnd() : message;
}

function rowOf(code: string | undefined): Refusal | undefined {
  return code !== undefined && Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}
