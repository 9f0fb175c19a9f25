import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";

/** How long a call may take and how often it is tried. */
export interface CallLimits {
  readonly connectionTimeoutMs: number;
  /** For each attempt. */
  readonly requestTimeoutMs: number;
  /** The first attempt included; the SDK backs off with full jitter in between, up to 20 s. */
  readonly maxAttempts: number;
}

/** DynamoDB answers in milliseconds or not at all, and its throttles pass: many short attempts. */
const tableLimits: CallLimits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 4_000, maxAttempts: 8 };

/** The services that are asked a few times in a run. */
const serviceLimits: CallLimits = { connectionTimeoutMs: 1_500, requestTimeoutMs: 6_000, maxAttempts: 5 };

/** Sockets that one client may open; more requests than these wait in the client. */
const maxSockets = 50;

function options({ connectionTimeoutMs, requestTimeoutMs, maxAttempts }: CallLimits) {
  return {
    maxAttempts,
    retryMode: "standard",
    requestHandler: {
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

export function createDynamoDbClient(limits: CallLimits = tableLimits): DynamoDBClient {
  const client = new DynamoDBClient(options(limits));
  // It copies every item of every answer for a logger that we do not have, and items must not be logged anyway.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export function createSsmClient(limits: CallLimits = serviceLimits): SSMClient {
  return new SSMClient(options(limits));
}

export function createSecretsManagerClient(limits: CallLimits = serviceLimits): SecretsManagerClient {
  return new SecretsManagerClient(options(limits));
}

export function createSnsClient(limits: CallLimits = serviceLimits): SNSClient {
  return new SNSClient(options(limits));
}

export function createLambdaClient(limits: CallLimits = serviceLimits): LambdaClient {
  return new LambdaClient(options(limits));
}
