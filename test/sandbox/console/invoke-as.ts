import type { Outcome } from "./outcome.ts";
import type { Permission } from "./permission.ts";

/** What Lambda tells a function about the invocation. */
export interface LambdaContext {
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type LambdaFunction = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** The functions that exist, by ARN. */
export type LambdaFunctions = ReadonlyMap<string, LambdaFunction>;

/** What the dashboard sends for every call. */
export interface InvocationRequest {
  readonly arn: string;
  readonly permission: Permission;
  readonly event: unknown;
}

/** What the stack gives the functions of the page. */
const timeoutMs = 60_000;
/** Lambda's bound for the answer of a synchronous invocation. */
const largestAnswerBytes = 6 * 1024 * 1024;

/** Invokes a function with the permissions of the viewer, who may always invoke `readFunction`. */
export async function invokeAs(
  { arn, permission, event }: InvocationRequest,
  { readFunction, functions }: { readonly readFunction: string; readonly functions: LambdaFunctions },
): Promise<Outcome> {
  // The name of a function ends in what it is for.
  const isAllowed = permission === "all" || arn === readFunction || arn.toLowerCase().endsWith(permission);
  if (!isAllowed) {
    const message = `User is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows the lambda:InvokeFunction action`;
    return { kind: "error", name: "AccessDeniedException", message };
  }
  const invoked = functions.get(arn);
  if (invoked === undefined) {
    return { kind: "error", name: "ResourceNotFoundException", message: `Function not found: ${arn}` };
  }
  const end = Date.now() + timeoutMs;
  try {
    const answer = await invoked(event, {
      invokedFunctionArn: arn,
      awsRequestId: crypto.randomUUID(),
      getRemainingTimeInMillis: () => end - Date.now(),
    });
    if (Buffer.byteLength(JSON.stringify(answer) ?? "") > largestAnswerBytes) {
      return { kind: "error", name: "Function.ResponseSizeTooLarge", message: "Response payload size exceeded 6 MB" };
    }
    return { kind: "answer", answer };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "error", name, message };
  }
}
