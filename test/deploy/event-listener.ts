import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvocationEnd } from "./runtime-api.ts";

type Invoked = (event: unknown) => Promise<InvocationEnd>;

/**
 * Lambda's Invoke on a loopback port, which the emulator could only do with containers: it takes invocations as Lambda
 * does, records them and hands them to whoever runs the function.
 */
export class EventListener {
  readonly endpoint: string;
  /** Invocations in their order. */
  readonly accepted: { readonly functionName: string; readonly type: string; readonly event: unknown }[] = [];
  readonly #server: Server;
  readonly #invoked: Invoked;
  #running: Promise<unknown> = Promise.resolve();

  static async start(invoked: Invoked): Promise<EventListener> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new EventListener(server, invoked);
  }

  private constructor(server: Server, invoked: Invoked) {
    this.#server = server;
    this.#invoked = invoked;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      void this.#take(request, response);
    });
  }

  /** Resolves when every accepted event has been worked off. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? "") ?? [];
    if (name === undefined) {
      response.writeHead(404, { "x-amzn-errortype": "ResourceNotFoundException" }).end("{}");
      return;
    }
    const type = String(request.headers["x-amz-invocation-type"] ?? "RequestResponse");
    const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
    this.accepted.push({ functionName: decodeURIComponent(name), type, event });
    const ended = this.#running.then(() => this.#invoked(event));
    this.#running = ended;
    if (type === "Event") {
      response.writeHead(202).end();
      return;
    }
    const { kind, body } = await ended;
    response.writeHead(200, kind === "error" ? { "x-amz-function-error": "Unhandled" } : {}).end(JSON.stringify(body));
  }
}
