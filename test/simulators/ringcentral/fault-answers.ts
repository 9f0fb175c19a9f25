import {
  htmlPage,
  invalidParameter,
  missingPermission,
  notFound,
  oauthError,
  ringCxError,
  ringExError,
  text,
  unknownToken,
} from "./answers.ts";
import type { FaultStatus } from "./faults.ts";
import type { Answer, SimulatedRequest, Strictness } from "./simulated-exchange.ts";

interface FaultContext {
  readonly request: SimulatedRequest;
  readonly at: number;
  readonly strictness: Strictness;
}

/** The answer of a host with a status, for a scripted fault. */
export function faultAnswer(status: FaultStatus, context: FaultContext): Answer {
  if (status === 502) return htmlPage(502, "502 Bad Gateway");
  const { request } = context;
  if (request.host === "ringcx") return ringCxAnswer(status, context);
  if (status === 429) return tooManyRequests("platform", context.strictness);
  if (status >= 500) return ringExFailure(status);
  if (request.path.startsWith("/restapi/oauth/token")) return loginRefusal(status);
  if (status === 401) return unknownToken(context.strictness);
  if (status === 403) return missingPermission(permissionOf(request), context.strictness);
  if (status === 404) return notFound("accountId");
  return invalidParameter("page");
}

/** The 429 of a host, without the headers that the limiter adds; in the field RingEX has another code without any. */
export function tooManyRequests(host: SimulatedRequest["host"], strictness: Strictness): Answer {
  if (host === "ringcx") return text(429, "Too Many Requests");
  return strictness === "documented"
    ? ringExError(429, { code: "CMN-301", message: "Request rate exceeded" })
    : ringExError(429, { code: "CMN-310", message: "Global request rate exceeded" });
}

function ringCxAnswer(status: FaultStatus, context: FaultContext): Answer {
  if (status === 401) return text(401, context.strictness === "field" ? "Jwt verification fails" : "Jwt is expired");
  if (status === 429) return tooManyRequests("ringcx", context.strictness);
  return ringCxError(status, context);
}

function ringExFailure(status: FaultStatus): Answer {
  return status === 503
    ? ringExError(503, { code: "CMN-201", message: "Service Temporary Unavailable" })
    : ringExError(500, { code: "CMN-203", message: "Internal Server Error" });
}

function loginRefusal(status: FaultStatus): Answer {
  return status === 401
    ? oauthError(401, { error: "invalid_client", code: "OAU-146", message: "Invalid client credentials" })
    : oauthError(status, { error: "invalid_grant", code: "OAU-140", message: "Invalid resource owner credentials" });
}

function permissionOf(request: SimulatedRequest): string {
  if (request.path.includes("/assigned-role")) return "ReadAssignedRoles";
  if (request.path.includes("/user-role")) return "ReadUserRoles";
  return request.path.includes("/extension") ? "ReadExtensions" : "ReadCompanyInfo";
}
