import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { Handled } from "./aws-core.ts";
import type { AwsAnswer, AwsRequest } from "./aws-service.ts";
import { AwsServiceError, errorAnswer } from "./aws-service.ts";
import { identifyRequest, signedService } from "./identify-request.ts";

/** The parts of the SDK's HTTP request that are read. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What the clients of the SDK take as `requestHandler`. */
export type AwsRequestHandler = NonNullable<DynamoDBClientConfig["requestHandler"]>;

/** Plays one request, e.g. `AwsCore.handle`. */
type AwsExchange = (request: AwsRequest) => Promise<Handled>;

/** A request handler for SDK clients that reaches the services without a socket. */
export function awsRequestHandler(exchange: AwsExchange): AwsRequestHandler {
  const handle = async ({ method, path, headers, body = "" }: SdkRequest) => {
    const received = { method, path, headers, body: bytesOf(body) };
    const handled = await answered(received, exchange);
    if (handled.kind === "silence") return await new Promise<never>(() => undefined);
    if (handled.kind === "broken") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const { status: statusCode, headers: answerHeaders, body: text } = handled.answer;
    return { response: { statusCode, headers: answerHeaders, body: Buffer.from(text) } };
  };
  return { handle } as unknown as AwsRequestHandler;
}

async function answered(received: Parameters<typeof identifyRequest>[0], exchange: AwsExchange): Promise<Handled> {
  const refusal = (error: unknown): AwsAnswer => {
    if (!(error instanceof AwsServiceError)) throw error;
    return errorAnswer(signedService(received.headers), error);
  };
  let request: AwsRequest;
  try {
    request = { ...received, ...identifyRequest(received) };
  } catch (error) {
    return { kind: "answer", answer: refusal(error) };
  }
  return await exchange(request);
}

/** The SDK's bytes pretend to be a text as well, and warn whoever takes them for one. */
function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
