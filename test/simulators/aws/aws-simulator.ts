import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsCore } from "./aws-core.ts";
import { startAwsCore } from "./aws-core.ts";
import type { AwsAnswer } from "./aws-service.ts";
import { AwsServiceError, errorAnswer } from "./aws-service.ts";
import { identifyRequest, signedService } from "./identify-request.ts";

/** The AWS services that the program uses, on one loopback address. */
export interface AwsSimulator extends AwsCore {
  /** Everything a function or an SDK client needs to talk to it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the simulator on an ephemeral port of 127.0.0.1, its tables empty. */
export async function startAwsSimulator(): Promise<AwsSimulator> {
  const core = await startAwsCore();
  const server = createServer((received, response) => {
    void receive(received, response, core);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...core,
    environment: core.environmentAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await core.close();
    },
  };
}

async function receive(received: IncomingMessage, response: ServerResponse, core: AwsCore): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of received) chunks.push(chunk as Buffer);
  } catch {
    return; // The client has gone away: there is nobody to answer.
  }
  const { method = "", url: path = "", headers } = received;
  const body = Buffer.concat(chunks);
  try {
    const identified = identifyRequest({ method, path, headers, body });
    const handled = await core.handle({ ...identified, headers, path, body });
    if (handled.kind === "broken") received.socket.destroy();
    if (handled.kind === "answer") send(response, handled.answer);
  } catch (error) {
    const known = error instanceof AwsServiceError ? error : new AwsServiceError("InternalError", String(error), 500);
    send(response, errorAnswer(signedService(headers), known));
  }
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, headers).end(body);
}
