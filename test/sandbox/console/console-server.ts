import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type InvocationRequest, invokeAs, type LambdaFunctions } from "./invoke-as.ts";

/** The dashboard's one widget: the function that it calls, and what stands above it. */
export interface SimulatedWidget {
  readonly title: string;
  readonly endpoint: string;
}

/** The simulated CloudWatch console. */
export interface SimulatedConsole {
  readonly url: string;
  close(): Promise<void>;
}

interface Content {
  readonly type: string;
  readonly body: string;
}

/** Serves a dashboard with a custom widget on an ephemeral port of 127.0.0.1. */
export async function startConsole(widget: SimulatedWidget, functions: LambdaFunctions): Promise<SimulatedConsole> {
  const files = new Map<string, Content>([
    ["/", { type: "text/html; charset=utf-8", body: dashboard(await source("dashboard.html"), widget) }],
    ["/console.css", { type: "text/css; charset=utf-8", body: await source("console.css") }],
    ["/console.js", { type: "text/javascript; charset=utf-8", body: await clientScript() }],
  ]);
  const server = createServer((received, response) => {
    void answer(received, response, { files, widget, functions });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Served {
  readonly files: ReadonlyMap<string, Content>;
  readonly widget: SimulatedWidget;
  readonly functions: LambdaFunctions;
}

async function answer(received: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { pathname } = new URL(received.url ?? "/", "http://127.0.0.1");
  const send = (status: number, { type, body }: Content) =>
    response.writeHead(status, { "content-type": type }).end(body);
  const file = served.files.get(pathname);
  if (received.method === "GET" && file !== undefined) send(200, file);
  else if (received.method === "POST" && pathname === "/invoke") {
    const { widget, functions } = served;
    const outcome = await invokeAs(await request(received), { readFunction: widget.endpoint, functions });
    send(200, { type: "application/json", body: JSON.stringify(outcome) });
  } else send(404, { type: "text/plain", body: "not found" });
}

async function request(received: IncomingMessage): Promise<InvocationRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of received) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as InvocationRequest;
}

function dashboard(template: string, { title, endpoint }: SimulatedWidget): string {
  const [, , , , accountId = ""] = endpoint.split(":");
  const values: Readonly<Record<string, string>> = { title, endpoint, accountId };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => values[name] ?? "");
}

async function source(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), "utf8");
}

async function clientScript(): Promise<string> {
  const entryPoint = fileURLToPath(new URL("client/main.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entryPoint], bundle: true, format: "esm", write: false });
  return outputFiles[0]?.text ?? "";
}
