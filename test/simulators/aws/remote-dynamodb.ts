import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { AwsAnswer } from "./aws-service.ts";
import type { EmbeddedDynamoDb } from "./dynalite-in-process.ts";

/** More at once would only wait in the server, and it would take new connections late. */
const maxSockets = 8;

/**
 * A DynamoDB server that runs elsewhere in the place of the embedded one, e.g. AWS's DynamoDB Local. Every connection
 * has an access key of its own, under which such a server keeps separate tables.
 */
export function connectDynamoDb(endpoint: string): EmbeddedDynamoDb {
  const key = `AKIA${randomBytes(8).toString("hex").toUpperCase()}`;
  const agent = new Agent({ keepAlive: true, maxSockets });
  return {
    call: async (operation, body): Promise<AwsAnswer> => {
      const sent = request(endpoint, {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `DynamoDB_20120810.${operation}`,
          "x-amz-date": "19700101T000000Z",
          authorization: `AWS4-HMAC-SHA256 Credential=${key}/19700101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
        },
      });
      sent.end(body);
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const { statusCode: status = 500, headers } = answer;
      const kept = { "content-type": headers["content-type"] ?? "application/x-amz-json-1.0" };
      return { status, headers: kept, body: Buffer.concat(chunks).toString("utf8") };
    },
    busyMs: () => 0,
    close: async () => agent.destroy(),
  };
}
