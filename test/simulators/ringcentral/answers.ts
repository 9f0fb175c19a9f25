import type { Answer, SimulatedRequest, Strictness } from "./simulated-exchange.ts";

const jsonType = { "content-type": "application/json;charset=UTF-8" };

/** A successful JSON answer. */
export function ok(value: unknown): Answer {
  return { status: 200, headers: jsonType, body: JSON.stringify(value) };
}

/** A plain-text answer. */
export function text(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain;charset=UTF-8" }, body };
}

/** A page as a gateway or a captive portal shows it. */
export function htmlPage(status: number, title: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html;charset=UTF-8" }, body };
}

/** A RingEX error body; `facts` are such as `parameterName` and `permissionName`, `name` what the body as a whole says. */
export function ringExError(
  status: number,
  error: {
    readonly code: string;
    readonly name?: string;
    readonly message: string;
    readonly facts?: Readonly<Record<string, string>>;
  },
): Answer {
  const { code, name = code, message, facts } = error;
  const body = { errorCode: name, message, errors: [{ errorCode: code, message, ...facts }], ...facts };
  return { status, headers: jsonType, body: JSON.stringify(body) };
}

/** A refusal by the token endpoint. */
export function oauthError(
  status: number,
  refusal: { readonly error: string; readonly code: string; readonly message: string },
): Answer {
  const { error, code, message } = refusal;
  const body = { error, error_description: message, errors: [{ errorCode: code, message }] };
  return { status, headers: jsonType, body: JSON.stringify(body) };
}

const ringCxTexts: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  400: { details: "The supplied data is not valid", generalMessage: "The supplied data is not valid" },
  403: {
    generalMessage: "You do not have permission to access this resource",
    details: "",
    developerMessage: "Access is denied",
    cause: "",
  },
  404: {
    details: "The resource you have requested does not exist",
    generalMessage: "The resource you have requested does not exist",
  },
  500: {
    details: "An Internal Server Error occurred while processing this request",
    generalMessage: "An Internal Server Error occurred while processing this request",
  },
};

/** A RingCX error with the published body of its status: 400, 403, 404; all else reads like 500. The field adds a code. */
export function ringCxError(
  status: number,
  context: { readonly request: SimulatedRequest; readonly at: number; readonly strictness: Strictness },
): Answer {
  const { request, at, strictness } = context;
  const [path = ""] = request.path.split("?");
  const requestUri = `${path.slice(1)} - ${request.method}`;
  const coded = status === 403 && strictness === "field" ? { errorCode: "access.denied.exception" } : {};
  const body = { ...coded, ...(ringCxTexts[status] ?? ringCxTexts[500]), requestUri, timestamp: at };
  return { status, headers: jsonType, body: JSON.stringify(body) };
}

/** The 403 of a RingEX endpoint that needs a permission the user lacks. */
export function missingPermission(permission: string, strictness: Strictness): Answer {
  return ringExError(403, {
    code: "CMN-408",
    ...(strictness === "field" ? { name: "InsufficientPermissions" } : {}),
    message: `In order to call this API endpoint, user needs to have [${permission}] permission for requested resource.`,
    facts: { permissionName: permission },
  });
}

/** The 403 of a RingEX endpoint that needs a permission which the app lacks. */
export function missingAppPermission(permission: string): Answer {
  return ringExError(403, {
    code: "CMN-401",
    name: "InsufficientPermissions",
    message: `In order to call this API endpoint, application needs to have [${permission}] permission`,
    facts: { permissionName: permission },
  });
}

/** The 401 of RingEX for a token that it does not know. */
export function unknownToken(strictness: Strictness): Answer {
  const name = strictness === "field" ? { name: "TokenInvalid" } : {};
  return ringExError(401, { code: "OAU-213", ...name, message: "Token not found" });
}

/** A success without a body. */
export const noContent: Answer = { status: 204, headers: {}, body: "" };

/** The 404 of a RingEX resource. */
export function notFound(parameter: string): Answer {
  const facts = { parameterName: parameter };
  return ringExError(404, { code: "CMN-102", message: `Resource for parameter [${parameter}] is not found`, facts });
}

/** The 400 of a RingEX parameter. */
export function invalidParameter(parameter: string): Answer {
  const facts = { parameterName: parameter };
  return ringExError(400, { code: "CMN-101", message: `Parameter [${parameter}] value is invalid.`, facts });
}
