import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

const longestSeconds = "1800";
const startMs = 60_000;

/** AWS's own DynamoDB for one machine. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  /** Connections that clients have opened so far, of which there are none if somebody asked another database. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts DynamoDB Local in memory. Each access key has tables of its own. */
export async function startDynamoDbLocal(libraries: string): Promise<DynamoDbLocal> {
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
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
  };
  try {
    await answering(`http://127.0.0.1:${port}`, child);
  } catch (error) {
    await close();
    throw error;
  }
  const front = await startCountingFront(port);
  return {
    endpoint: front.endpoint,
    connections: front.connections,
    close: async () => {
      front.close();
      await close();
    },
  };
}

/** Passes connections on to a local port, and counts them. */
async function startCountingFront(port: number) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const onward = connect(port, "127.0.0.1");
    socket.pipe(onward).pipe(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${own}`,
    connections: () => connections,
    close: () => server.close(),
  };
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
