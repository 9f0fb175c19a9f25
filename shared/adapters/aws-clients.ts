import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";

/** How long a call may take and how often it is tried. */
interface CallLimits {
  readonly connectionTimeoutMs: number;
  /** For each attempt. */
  readonly requestTimeoutMs: number;
  /** The first attempt included; the SDK backs off with full jitter in between, up to 20 s. */
  readonly maxAttempts: number;
}

/** How a client talks to AWS, where it is not as usual. */
export interface ClientOptions extends Partial<CallLimits> {
  /** Carries requests out in place of the SDK's own HTTP handler, whose timeouts then do not apply. */
  readonly requestHandler?: DynamoDBClientConfig["requestHandler"];
  /** Signs requests in place of the SDK's own signer. */
  readonly signerConstructor?: DynamoDBClientConfig["signerConstructor"];
}

/** DynamoDB answers in milliseconds or not at all, and its throttles pass: many short attempts. */
const tableLimits: CallLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 4_000, maxAttempts: 8 };

/** The services that are asked a few times in a run. */
const serviceLimits: CallLimits = { connectionTimeoutMs: 1_500, requestTimeoutMs: 6_000, maxAttempts: 5 };

/** Sockets that one client may open; more requests than these wait in the client. */
const maxSockets = 50;

function configuration(usual: CallLimits, { requestHandler, signerConstructor, ...limits }: ClientOptions) {
  const { connectionTimeoutMs, requestTimeoutMs, maxAttempts } = { ...usual, ...limits };
  return {
    maxAttempts,
    retryMode: "standard",
    ...(signerConstructor === undefined ? {} : { signerConstructor }),
    requestHandler: requestHandler ?? {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without this the SDK only logs a warning and waits on.
      throwOnRequestTimeout: true,
      // The request timeout ends with the answer's headers; this one covers a body that stalls.
      socketTimeout: requestTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  };
}

// One function for each service, so that a bundle holds the clients that it uses and no others. Region,
// credentials and endpoints come from the SDK's own environment variables.

export function createDynamoDbClient(options: ClientOptions = {}): DynamoDBClient {
  const client = new DynamoDBClient(configuration(tableLimits, options));
  // It copies every item of every answer for a logger that we do not have, and items must not be logged anyway.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export function createSsmClient(options: ClientOptions = {}): SSMClient {
  return new SSMClient(configuration(serviceLimits, options));
}

export function createSecretsManagerClient(options: ClientOptions = {}): SecretsManagerClient {
  return new SecretsManagerClient(configuration(serviceLimits, options));
}

export function createSnsClient(options: ClientOptions = {}): SNSClient {
  return new SNSClient(configuration(serviceLimits, options));
}

export function createLambdaClient(options: ClientOptions = {}): LambdaClient {
  return new LambdaClient(configuration(serviceLimits, options));
}
