import { EventEmitter, once } from "node:events";
import dynalite from "dynalite";
import type { AwsAnswer } from "./aws-service.ts";
import { mendEquality } from "./dynalite-equality.ts";

export interface EmbeddedDynamoDb {
  /** One signed DynamoDB request, as JSON text. */
  call(operation: string, body: string): Promise<AwsAnswer>;
  /** Milliseconds in which at least one request was under way: time that the real service would not take here. */
  busyMs(): number;
  close(): Promise<void>;
}

/**
 * dynalite, called without a second hop over a socket: its HTTP server is handed the request as an event. It
 * listens all the same, because only a listening dynalite closes its database.
 */
export async function startEmbeddedDynamoDb(): Promise<EmbeddedDynamoDb> {
  mendEquality();
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stopwatch = new Stopwatch();
  return {
    call: (operation, body) =>
      new Promise((resolve) => {
        stopwatch.enter();
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
          end: (text: string) => {
            stopwatch.leave();
            resolve({ status: response.statusCode, headers, body: text });
          },
        };
        server.emit("request", request, response);
        request.emit("data", Buffer.from(body));
        request.emit("end");
      }),
    busyMs: () => stopwatch.ms(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Measures the time in which anybody is inside. */
class Stopwatch {
  #inside = 0;
  #since = 0;
  #total = 0;

  enter(): void {
    if (this.#inside === 0) this.#since = performance.now();
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside === 0) this.#total += performance.now() - this.#since;
  }

  ms(): number {
    return this.#total;
  }
}
