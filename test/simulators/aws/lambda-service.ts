import type { AwsAnswer, AwsRequest, AwsService } from "./aws-service.ts";
import { AwsServiceError } from "./aws-service.ts";

/** What stands for the function; its promise is awaited by `settled` only. */
export type InvokedFunction = (event: unknown) => Promise<unknown>;

const largestEventBytes = 1024 * 1024;

/** One Lambda function, invoked by event or for its result. */
export class LambdaService implements AwsService {
  /** Events that were accepted, in order. */
  readonly invocations: unknown[] = [];
  readonly #functionName: string;
  #invoked: InvokedFunction = async () => undefined;
  readonly #running = new Set<Promise<unknown>>();

  constructor(functionName: string) {
    this.#functionName = functionName;
  }

  onInvoke(invoked: InvokedFunction): void {
    this.#invoked = invoked;
  }

  /** Resolves when every accepted event has been worked off, those included that came meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async handle({ path, headers, body }: AwsRequest): Promise<AwsAnswer> {
    const name = decodeURIComponent(path.split("/")[3] ?? "");
    if (name !== this.#functionName) {
      throw new AwsServiceError("ResourceNotFoundException", `Function not found: ${name}`, 404);
    }
    if (body.length > largestEventBytes) {
      throw new AwsServiceError(
        "RequestTooLargeException",
        `Request must be smaller than ${largestEventBytes} bytes`,
        413,
      );
    }
    let event: unknown;
    try {
      event = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
    } catch {
      throw new AwsServiceError("InvalidRequestContentException", "Could not parse request body into json");
    }
    const type = String(headers["x-amz-invocation-type"] ?? "RequestResponse");
    if (type === "DryRun") return { status: 204, headers: {}, body: "" };
    this.invocations.push(event);
    if (type === "Event") {
      this.#start(event);
      return { status: 202, headers: {}, body: "" };
    }
    return await this.#result(event);
  }

  #start(event: unknown): void {
    // A failure of the function is its own affair, as in Lambda: the caller got its 202 long ago.
    const running = Promise.resolve()
      .then(() => this.#invoked(event))
      .catch(() => undefined)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #result(event: unknown): Promise<AwsAnswer> {
    const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
    try {
      return { status: 200, headers, body: JSON.stringify((await this.#invoked(event)) ?? null) };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const body = JSON.stringify({ errorType: name, errorMessage: message });
      return { status: 200, headers: { ...headers, "x-amz-function-error": "Unhandled" }, body };
    }
  }
}
