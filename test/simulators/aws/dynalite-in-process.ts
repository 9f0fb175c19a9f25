import { EventEmitter, once } from "node:events";
import dynalite from "dynalite";
import type { AwsAnswer } from "./aws-service.ts";

export interface EmbeddedDynamoDb {
  /** One signed DynamoDB request, as JSON text. */
  call(operation: string, body: string): Promise<AwsAnswer>;
  close(): Promise<void>;
}

/**
 * dynalite, called without a second hop over a socket: its HTTP server is handed the request as an event. It
 * listens all the same, because only a listening dynalite closes its database.
 */
export async function startEmbeddedDynamoDb(): Promise<EmbeddedDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    call: (operation, body) =>
      new Promise((resolve) => {
        const request = Object.assign(new EventEmitter(), {
          method: "POST",
          url: "/",
          headers: {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": `DynamoDB_20120810.${operation}`,
            "x-amz-date": "19700101T000000Z",
            authorization: "AWS4-HMAC-SHA256 Credential=embedded, SignedHeaders=host, Signature=embedded",
          },
        });
        const headers: Record<string, string> = {};
        const response = {
          statusCode: 200,
          setHeader: (name: string, value: string | number) => {
            headers[name.toLowerCase()] = String(value);
          },
          end: (text: string) => resolve({ status: response.statusCode, headers, body: text }),
        };
        server.emit("request", request, response);
        request.emit("data", Buffer.from(body));
        request.emit("end");
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
