import type { AwsRequest, AwsServiceName } from "./aws-service.ts";
import { AwsServiceError } from "./aws-service.ts";
import { callOf } from "./call.ts";

/**
 * What goes wrong: `timeout` never answers, `reset` closes the connection before the request is carried out,
 * `lost-answer` after it; `unprocessed` carries out only the first half of a BatchWriteItem.
 */
export type FaultKind =
  | "timeout"
  | "reset"
  | "lost-answer"
  | "throttle"
  | "server-error"
  | "access-denied"
  | "unprocessed";

export interface Fault {
  readonly service: AwsServiceName;
  /** All operations of the service where absent. */
  readonly operation?: string;
  /** DynamoDB only. */
  readonly table?: string;
  /** The first matching request that it hits, counted from when the fault was added; 1 where absent. */
  readonly nth?: number;
  /** How many matching requests in a row it hits; 1 where absent. */
  readonly times?: number;
  readonly kind: FaultKind;
}

const throttles: Readonly<Record<AwsServiceName, AwsServiceError>> = {
  dynamodb: new AwsServiceError("ThrottlingException", "Rate exceeded"),
  ssm: new AwsServiceError("ThrottlingException", "Rate exceeded"),
  secretsmanager: new AwsServiceError("ThrottlingException", "Rate exceeded"),
  sns: new AwsServiceError("Throttling", "Rate exceeded"),
  lambda: new AwsServiceError("TooManyRequestsException", "Rate exceeded", 429),
};

const serverErrors: Readonly<Record<AwsServiceName, AwsServiceError>> = {
  dynamodb: new AwsServiceError("InternalServerError", "Internal error", 500),
  ssm: new AwsServiceError("InternalServerError", "Internal error", 500),
  secretsmanager: new AwsServiceError("InternalServiceError", "Internal error", 500),
  sns: new AwsServiceError("InternalError", "Internal error", 500),
  lambda: new AwsServiceError("ServiceException", "Internal error", 500),
};

/** The error that a fault of these kinds answers with; a denial names what was asked for, as AWS does. */
export function faultError(request: AwsRequest, kind: FaultKind): AwsServiceError | undefined {
  const { service } = request;
  switch (kind) {
    case "throttle":
      return throttles[service];
    case "server-error":
      return serverErrors[service];
    case "access-denied":
      return service === "sns"
        ? new AwsServiceError("AuthorizationError", denial(request), 403)
        : new AwsServiceError("AccessDeniedException", denial(request), service === "lambda" ? 403 : 400);
    case "timeout":
    case "reset":
    case "lost-answer":
    case "unprocessed":
      return undefined;
  }
}

function denial(request: AwsRequest): string {
  const {
    action,
    resources: [resource = "*"],
  } = callOf(request);
  const user = "arn:aws:sts::111122223333:assumed-role/simulated/session";
  const why = `because no identity-based policy allows the ${action} action`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** The scripted faults of one simulator. */
export class Faults {
  readonly #armed: { readonly fault: Fault; seen: number }[] = [];

  add(fault: Fault): void {
    this.#armed.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The fault that hits this request, if any; every matching fault counts it. */
  hit(request: { service: AwsServiceName; operation: string; table?: string | undefined }): FaultKind | undefined {
    let kind: FaultKind | undefined;
    for (const armed of this.#armed) {
      const { service, operation, table, nth = 1, times = 1 } = armed.fault;
      if (service !== request.service) continue;
      if (operation !== undefined && operation !== request.operation) continue;
      if (table !== undefined && table !== request.table) continue;
      armed.seen += 1;
      if (armed.seen >= nth && armed.seen < nth + times) kind ??= armed.fault.kind;
    }
    return kind;
  }
}
