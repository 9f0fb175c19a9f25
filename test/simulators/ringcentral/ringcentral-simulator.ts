import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostKind, Outcome, SimulatedRequest } from "./simulated-exchange.ts";
import type { SimulatorOptions } from "./simulator-core.ts";
import { SimulatorCore } from "./simulator-core.ts";

/** A simulator that listens; the same object also answers without sockets, by `handle`. */
export class RingCentralSimulator extends SimulatorCore {
  readonly #servers: readonly Server[];
  /** Base URL of RingEX and login, with a trailing slash as in the settings. */
  readonly platformUrl: string;
  /** Base URL of RingCX, with a trailing slash. */
  readonly ringCxUrl: string;

  constructor(options: SimulatorOptions, servers: { readonly platform: Server; readonly ringcx: Server }) {
    super(options);
    this.#servers = [servers.platform, servers.ringcx];
    this.platformUrl = urlOf(servers.platform);
    this.ringCxUrl = urlOf(servers.ringcx);
    servers.platform.on("request", this.#listener("platform"));
    servers.ringcx.on("request", this.#listener("ringcx"));
  }

  /** Stops listening and breaks every connection, requests without an answer included. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map(closed));
  }

  async #serve(call: { incoming: IncomingMessage; outgoing: ServerResponse; host: HostKind }): Promise<void> {
    send(call.outgoing, this.handle(await readRequest(call.incoming, call.host)));
  }

  #listener(host: HostKind): RequestListener {
    return (incoming, outgoing) => {
      this.#serve({ incoming, outgoing, host }).catch((error: unknown) => {
        outgoing.destroy();
        // A client that went away is its own affair; anything else is a mistake in a hook or here, and must be seen.
        if (!incoming.errored) throw error;
      });
    };
  }
}

/** Starts RingCentral on two free ports of 127.0.0.1: the platform and RingCX. */
export async function startRingCentralSimulator(options: SimulatorOptions): Promise<RingCentralSimulator> {
  const servers = { platform: createServer(), ringcx: createServer() };
  await Promise.all([listening(servers.platform), listening(servers.ringcx)]);
  return new RingCentralSimulator(options, servers);
}

async function readRequest(incoming: IncomingMessage, host: HostKind): Promise<SimulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value.join() : value;
  return {
    host,
    origin: `http://${incoming.headers.host ?? "127.0.0.1"}`,
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers,
    body: Buffer.concat(chunks).toString(),
  };
}

function send(outgoing: ServerResponse, outcome: Outcome): void {
  if (outcome.kind === "silence") return;
  if (outcome.kind === "broken") {
    outgoing.destroy();
    return;
  }
  const { answer, delayMs } = outcome;
  const write = () => {
    outgoing.writeHead(answer.status, { ...answer.headers, "content-length": String(Buffer.byteLength(answer.body)) });
    outgoing.end(answer.body);
  };
  if (delayMs === 0) {
    write();
    return;
  }
  const timer = setTimeout(write, delayMs);
  outgoing.on("close", () => clearTimeout(timer));
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}
