import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

const longestSeconds = "1800";
const startMs = 60_000;

/** Starts DynamoDB Local in memory. Each access key has tables of its own. */
export async function startDynamoDbLocal(
  libraries: string,
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const port = await freePort();
  const java = [
    "java",
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    `-Djava.library.path=${libraries}`,
    "-cp",
    `${libraries}/*`,
  ];
  const server = ["software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory", "-disableTelemetry"];
  const child = spawn("timeout", [longestSeconds, ...java, ...server, "-port", String(port)], { stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill();
    await ended;
  };
  try {
    await answering(endpoint, child);
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, close };
}

async function answering(endpoint: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + startMs;
  while (performance.now() < until && child.exitCode === null) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("DynamoDB Local does not answer");
}

/** A port that was free just now: DynamoDB Local takes no 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
