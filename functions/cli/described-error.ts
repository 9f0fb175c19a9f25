import { SyncError } from "#shared/domain/sync-error.ts";
import { exitCode, Failure } from "./failure.ts";

/** Any error as a failure with words for people; an AWS error names the permission that is missing. */
export function describedError(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof SyncError) return unavailable(`${error.code}: ${error.message}`);
  if (!(error instanceof Error)) return unavailable("Something failed without saying what.");
  const refused = refusalOf(error);
  if (refused !== undefined) return unavailable(refused);
  if (error.name === "CredentialsProviderError") {
    return unavailable(
      "There are no AWS credentials. Sign in (for example `aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  }
  if (/region is missing/i.test(error.message)) {
    return unavailable("No AWS region is set. Set AWS_REGION to the region of the stack.");
  }
  if (/^(?:ECONNREFUSED|ENOTFOUND|ETIMEDOUT|ECONNRESET|TimeoutError)$/.test(codeOf(error))) {
    return unavailable(`AWS cannot be reached (${codeOf(error)}). Check the network, or whether the sandbox is up.`);
  }
  return unavailable(`${error.name}: ${error.message}`);
}

/** `User: arn:... is not authorized to perform: dynamodb:Query on resource: arn:...` and its relatives. */
function refusalOf({ name, message }: Error): string | undefined {
  if (!/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) return undefined;
  const action = /perform: ([\w:*]+)/.exec(message)?.[1];
  const resource = /on resource: (\S+)/.exec(message)?.[1];
  if (action === undefined) return `AWS refused: ${message}`;
  return `Your AWS identity lacks the permission ${action}${resource === undefined ? "" : ` on ${resource}`}. Ask for it, then try again; each command's --help lists what it needs.`;
}

function codeOf(error: Error): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause instanceof Error ? codeOf(cause) : error.name;
}

function unavailable(message: string): Failure {
  return new Failure(message, { exitCode: exitCode.unavailable });
}
