import { randomBytes } from "node:crypto";
import type { EmbeddedDynamoDb } from "./dynalite-in-process.ts";

/**
 * A DynamoDB server that runs elsewhere in the place of the embedded one, e.g. AWS's DynamoDB Local. Every connection
 * has an access key of its own, under which such a server keeps separate tables.
 */
export function connectDynamoDb(endpoint: string): EmbeddedDynamoDb {
  const key = `AKIA${randomBytes(8).toString("hex").toUpperCase()}`;
  return {
    call: async (operation, body) => {
      const answer = await fetch(endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `DynamoDB_20120810.${operation}`,
          "x-amz-date": "19700101T000000Z",
          authorization: `AWS4-HMAC-SHA256 Credential=${key}/19700101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
        },
        body,
      });
      const headers = Object.fromEntries(
        [...answer.headers].filter(([name]) => name === "content-type" || name === "x-amz-crc32"),
      );
      return { status: answer.status, headers, body: await answer.text() };
    },
    busyMs: () => 0,
    close: async () => undefined,
  };
}
