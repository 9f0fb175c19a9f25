/** The services that the simulator speaks, by the name that stands in a request's signature. */
export const awsServices = ["dynamodb", "ssm", "secretsmanager", "sns", "lambda"] as const;
export type AwsServiceName = (typeof awsServices)[number];

/** One request as a service sees it, its signature's form already checked. */
export interface AwsRequest {
  readonly service: AwsServiceName;
  /** As in the API reference, e.g. `GetParametersByPath`. */
  readonly operation: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly path: string;
  readonly body: Buffer;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One service behind the simulator's address. */
export interface AwsService {
  handle(request: AwsRequest): Promise<AwsAnswer>;
}

/** An error that a service answers with, in the form of its own protocol. */
export class AwsServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/** An error in the form of the service's protocol: JSON, or XML for SNS. */
export function errorAnswer(service: AwsServiceName, error: AwsServiceError): AwsAnswer {
  const headers = { "x-amzn-requestid": "simulated" };
  if (service === "sns") {
    const type = error.status >= 500 ? "Receiver" : "Sender";
    const detail = `<Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;
    return {
      status: error.status,
      headers: { ...headers, "content-type": "text/xml" },
      body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>${detail}</Error><RequestId>simulated</RequestId></ErrorResponse>`,
    };
  }
  if (service === "lambda") {
    return {
      status: error.status,
      headers: { ...headers, "content-type": "application/json", "x-amzn-errortype": error.code },
      body: JSON.stringify({ Type: error.status >= 500 ? "Service" : "User", Message: error.message }),
    };
  }
  const version = service === "dynamodb" ? "1.0" : "1.1";
  return {
    status: error.status,
    headers: { ...headers, "content-type": `application/x-amz-json-${version}` },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Members of a JSON request; one that the operation does not have, or of another type, is refused. */
export function parseMembers(
  body: Buffer,
  members: Readonly<Record<string, "string" | "number" | "boolean" | "array">>,
): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsServiceError("SerializationException", "The request is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new AwsServiceError("SerializationException", "The request is not a JSON object");
  }
  for (const [name, value] of Object.entries(parsed)) {
    const type = members[name];
    const actual = Array.isArray(value) ? "array" : typeof value;
    if (type === undefined) throw new AwsServiceError("SerializationException", `Unknown member ${name}`);
    if (actual !== type) throw new AwsServiceError("SerializationException", `${name} must be a ${type}, is ${actual}`);
  }
  return parsed as Readonly<Record<string, unknown>>;
}

/** A string member that must be there and not be empty. */
export function required(members: Readonly<Record<string, unknown>>, name: string): string {
  const value = members[name];
  if (typeof value === "string" && value !== "") return value;
  throw new AwsServiceError("ValidationException", `1 validation error detected: ${name} must not be null or empty`);
}
