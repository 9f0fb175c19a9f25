import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The only way out of this machine for a process that has `environment`, and a closed one. */
export interface Gate {
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts and ports that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy that lets nobody through, so that a test may meet a real address and still sends nothing there. */
export async function startGate(): Promise<Gate> {
  const asked: string[] = [];
  const server = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: "127.0.0.1,localhost",
    },
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
