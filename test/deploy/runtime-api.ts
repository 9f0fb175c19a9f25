import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How an invocation ended, as the runtime reported it. */
export interface InvocationEnd {
  readonly kind: "response" | "error";
  readonly body: unknown;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly ended: (end: InvocationEnd) => void;
}

interface Instance {
  readonly functionArn: string;
  readonly timeoutSeconds: number;
}

const base = "/2018-06-01/runtime";

/**
 * Lambda's Runtime API (2018-06-01) for one instance of a function, on a loopback port: the side that hands out
 * events and takes answers. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  /** `host:port`, as the runtime wants it in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  readonly #server: Server;
  readonly #instance: Instance;
  readonly #waiting: Invocation[] = [];
  #current: Invocation | undefined;
  #idle: ServerResponse | undefined;
  #broken: unknown;

  static async start(instance: Instance): Promise<RuntimeApi> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new RuntimeApi(server, instance);
  }

  private constructor(server: Server, instance: Instance) {
    this.#server = server;
    this.#instance = instance;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** One invocation; they are worked off one after the other, as in an instance of Lambda. */
  async invoke(event: unknown): Promise<InvocationEnd> {
    if (this.#broken !== undefined) return { kind: "error", body: this.#broken };
    const ended = new Promise<InvocationEnd>((resolve) => {
      this.#waiting.push({ id: randomUUID(), event, ended: resolve });
    });
    this.#handOut();
    return ended;
  }

  /** The process is gone or never came up: everything that waits ends, and all that comes. */
  fail(reason: unknown): void {
    this.#broken ??= reason;
    const open = [this.#current, ...this.#waiting.splice(0)];
    this.#current = undefined;
    for (const invocation of open) invocation?.ended({ kind: "error", body: this.#broken });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? "";
    if (path === `${base}/invocation/next`) {
      this.#idle = response;
      this.#handOut();
      return;
    }
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === "" ? null : JSON.parse(text);
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
    if (path === `${base}/init/error`) {
      this.fail(body);
      return;
    }
    const current = this.#current;
    const [, kind] = /\/(response|error)$/.exec(path) ?? [];
    if (current === undefined || kind === undefined || !path.includes(current.id)) return;
    this.#current = undefined;
    current.ended({ kind: kind === "error" ? "error" : "response", body });
  }

  #handOut(): void {
    if (this.#idle === undefined || this.#current !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const response = this.#idle;
    this.#idle = undefined;
    this.#current = next;
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": next.id,
      "lambda-runtime-deadline-ms": String(Date.now() + this.#instance.timeoutSeconds * 1000),
      "lambda-runtime-invoked-function-arn": this.#instance.functionArn,
      "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000;Sampled=0",
    });
    response.end(JSON.stringify(next.event));
  }
}
