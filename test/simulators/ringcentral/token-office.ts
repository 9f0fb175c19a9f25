import { createHash } from "node:crypto";
import { oauthError, ok, ringCxError, text } from "./answers.ts";
import { oauthRefusal } from "./oauth-refusals.ts";
import type { Organisation } from "./organisation.ts";
import type { Answer, SimulatedRequest } from "./simulated-exchange.ts";

/** Lifetime of a RingCentral token, as its `expires_in` says. */
const platformTokenSeconds = 7_199;
/** Lifetime of a RingCX token. */
const ringCxTokenSeconds = 300;
/** Rejected logins in a row that lock the account. */
const rejectionsBeforeLock = 5;

const jwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const refusals = {
  locked: oauthRefusal("OAU-147"),
  noForm: oauthError(400, { error: "invalid_request", code: "OAU-101", message: "Invalid parameter" }),
  client: oauthRefusal("OAU-146"),
  grant: oauthRefusal("OAU-112"),
  assertion: oauthRefusal("OAU-140"),
} as const;

type TokenKind = "platform" | "ringcx" | "ringcx-refresh";
type TokenState = "valid" | "expired" | "unknown";

/** Issues and checks every token; a token of one kind is unknown to the other host. */
export class TokenOffice {
  readonly #organisation: Organisation;
  readonly #now: () => number;
  readonly #expiry = new Map<string, { readonly kind: TokenKind; readonly at: number }>();
  #issued = 0;
  #rejections = 0;

  constructor(organisation: Organisation, now: () => number) {
    this.#organisation = organisation;
    this.#now = now;
  }

  /** Forgets rejected logins, as RingCentral's support does for a locked account. */
  unlock(): void {
    this.#rejections = 0;
  }

  /** Makes every token that is out worthless, as a revoked login does. */
  revokeAll(): void {
    this.#expiry.clear();
  }

  /** State of the bearer token of a request; `undefined` when it brings none. */
  bearerState(request: SimulatedRequest, kind: TokenKind): TokenState | undefined {
    const match = /^bearer (\S+)$/i.exec(request.headers.authorization ?? "");
    return match?.[1] === undefined ? undefined : this.#state(match[1], kind);
  }

  /** `POST /restapi/oauth/token`, JWT bearer grant. */
  login(request: SimulatedRequest): Answer {
    const { loginRefusal, credentials } = this.#organisation;
    const { clientId, clientSecret, jwt } = credentials;
    if (loginRefusal !== undefined) return oauthRefusal(loginRefusal);
    if (this.#rejections >= rejectionsBeforeLock) {
      return refusals.locked;
    }
    const form = formOf(request);
    if (form === undefined) return refusals.noForm;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (request.headers.authorization !== basic) {
      this.#rejections += 1;
      return refusals.client;
    }
    if (form.get("grant_type") !== jwtGrant) {
      return refusals.grant;
    }
    if (form.get("assertion") !== jwt || hasExpired(jwt, this.#now())) {
      this.#rejections += 1;
      return refusals.assertion;
    }
    this.#rejections = 0;
    return ok({
      access_token: this.#issue("platform", platformTokenSeconds),
      token_type: "bearer",
      expires_in: platformTokenSeconds,
      scope: "ReadAccounts",
      owner_id: String(this.#organisation.ringExAccountId),
    });
  }

  /** `POST /api/auth/login/rc/accesstoken`: a RingCentral token for a RingCX token. */
  exchange(request: SimulatedRequest): Answer {
    const form = formOf(request);
    const token = form?.get("rcAccessToken");
    if (token === null || token === undefined || form?.get("rcTokenType") !== "Bearer") return this.#invalid(request);
    if (this.#state(token, "platform") !== "valid") return text(401, "Unauthorized");
    const { mainAccountId, ringExAccountId, subAccounts } = this.#organisation;
    const listed = [...subAccounts.values()].filter((subAccount) => subAccount.isListed);
    return ok({
      ...this.#ringCxTokens(query(request).get("includeRefresh") === "true" ? "with-refresh" : "without-refresh"),
      mainAccountId,
      agentDetails: listed.map((subAccount, index) => ({
        agentId: 1_000 + index,
        firstName: "Integration",
        lastName: "User",
        email: "integration@directory.example",
        username: `integration+${subAccount.id}@directory.example`,
        agentType: "AGENT",
        rcUserId: ringExAccountId,
        accountId: subAccount.id,
        accountName: subAccount.name,
        agentGroupId: 1,
        allowLoginControl: true,
        allowLoginUpdates: true,
      })),
      adminId: 1_000,
      adminUrl: `${request.origin}/voice/admin`,
      agentUrl: `${request.origin}/voice/agent`,
      ssoLogin: false,
    });
  }

  /** `POST /api/auth/token/refresh`: spends a refresh token for a new pair. */
  refresh(request: SimulatedRequest): Answer {
    const token = formOf(request)?.get("refresh_token");
    if (token === null || token === undefined || token === "") return this.#invalid(request);
    if (this.#state(token, "ringcx-refresh") !== "valid") return text(401, "Unauthorized");
    this.#expiry.delete(token);
    return ok(this.#ringCxTokens("with-refresh"));
  }

  #ringCxTokens(kind: "with-refresh" | "without-refresh"): Readonly<Record<string, string>> {
    const accessToken = this.#issue("ringcx", ringCxTokenSeconds);
    if (kind === "without-refresh") return { accessToken, tokenType: "Bearer" };
    return { accessToken, refreshToken: this.#issue("ringcx-refresh", platformTokenSeconds), tokenType: "Bearer" };
  }

  #issue(kind: TokenKind, lifeSeconds: number): string {
    this.#issued += 1;
    const token = createHash("sha256").update(`${kind} ${this.#issued}`).digest("base64url");
    this.#expiry.set(token, { kind, at: this.#now() + lifeSeconds * 1000 });
    return token;
  }

  #state(token: string, kind: TokenKind): TokenState {
    const known = this.#expiry.get(token);
    if (known === undefined || known.kind !== kind) return "unknown";
    return this.#now() < known.at ? "valid" : "expired";
  }

  #invalid(request: SimulatedRequest): Answer {
    return ringCxError(400, { request, at: this.#now(), strictness: "documented" });
  }
}

function query(request: SimulatedRequest): URLSearchParams {
  return new URL(request.origin + request.path).searchParams;
}

/** The form that a request carries; `undefined` when its content type says that it carries none. */
function formOf(request: SimulatedRequest): URLSearchParams | undefined {
  const [type] = (request.headers["content-type"] ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/x-www-form-urlencoded") return undefined;
  return new URLSearchParams(request.body);
}

/** Whether a JWT carries an `exp` claim that has passed; text that is no JWT never expires. */
function hasExpired(jwt: string, now: number): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    if (typeof claims !== "object" || claims === null || !("exp" in claims)) return false;
    return typeof claims.exp === "number" && claims.exp * 1000 <= now;
  } catch {
    return false;
  }
}
