import type { AwsServiceName } from "./aws-service.ts";
import { AwsServiceError, awsServices } from "./aws-service.ts";

const targets: Readonly<Record<string, { readonly service: AwsServiceName; readonly contentType: string }>> = {
  DynamoDB_20120810: { service: "dynamodb", contentType: "application/x-amz-json-1.0" },
  AmazonSSM: { service: "ssm", contentType: "application/x-amz-json-1.1" },
  secretsmanager: { service: "secretsmanager", contentType: "application/x-amz-json-1.1" },
};

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * Tells which service and operation a request is for, by the marks of each service's own protocol.
 * @throws AwsServiceError when it is none of them, or is not signed for the service it is sent to
 */
export function identifyRequest(received: Received): { service: AwsServiceName; operation: string } {
  const identified = byProtocol(received);
  const signedFor = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/([a-z]+)\/aws4_request,/.exec(
    String(received.headers.authorization ?? ""),
  )?.[1];
  if (signedFor === undefined) {
    throw new AwsServiceError("MissingAuthenticationTokenException", "The request has no version 4 signature", 403);
  }
  if (signedFor !== identified.service) {
    throw new AwsServiceError(
      "InvalidSignatureException",
      `Signed for ${signedFor}, sent to ${identified.service}`,
      403,
    );
  }
  return identified;
}

/** The service that a request was signed for, to answer it in its own form. */
export function signedService(headers: Received["headers"]): AwsServiceName {
  const scope = /\/([a-z]+)\/aws4_request/.exec(String(headers.authorization ?? ""))?.[1];
  return awsServices.find((service) => service === scope) ?? "dynamodb";
}

function byProtocol({ method, path, headers, body }: Received): { service: AwsServiceName; operation: string } {
  const contentType = String(headers["content-type"] ?? "");
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    const [prefix = "", operation = ""] = target.split(".");
    const known = targets[prefix];
    if (known === undefined || method !== "POST" || contentType !== known.contentType) {
      throw new AwsServiceError("UnknownOperationException", `No service takes ${method} ${target} as ${contentType}`);
    }
    return { service: known.service, operation };
  }
  const invoked = /^\/2015-03-31\/functions\/[^/]+\/invocations$/.test(path);
  if (method === "POST" && invoked) return { service: "lambda", operation: "Invoke" };
  if (method === "POST" && path === "/" && contentType.startsWith("application/x-www-form-urlencoded")) {
    return { service: "sns", operation: new URLSearchParams(body.toString("utf8")).get("Action") ?? "" };
  }
  throw new AwsServiceError("UnknownOperationException", `No service takes ${method} ${path} as ${contentType}`, 404);
}
