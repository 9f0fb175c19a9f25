import { execFile } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";

const admin = "/voice/api/integration/v1/admin";
const agentsCall = `GET ${admin}/accounts/{subAccountId}/agentGroups/{agentGroupId}/agents`;

/** Ends when there are `times` of it, or nobody reads on. */
function stream(answer: ServerResponse, { part, times }: { readonly part: Buffer; readonly times: number }): void {
  let left = times;
  answer.on("close", () => {
    left = 0;
  });
  const more = (): void => {
    for (; left > 0; left -= 1) if (!answer.write(part)) return void answer.once("drain", more);
    answer.end();
  };
  more();
}

const spaces = Buffer.alloc(1_000_000, " ");
const objects = Buffer.from("{},".repeat(300_000));
const bomb = gzipSync(Buffer.alloc(50_000_000, " "));

/** What the agents of a group are answered with, by sub-account. */
const agents: Readonly<Record<string, (answer: ServerResponse) => void>> = {
  // 200 MB.
  "701": (answer) => stream(answer, { part: spaces, times: 200 }),
  // 50 KB that become 50 MB, a hundred times.
  "702": (answer) => stream(answer.setHeader("content-encoding", "gzip"), { part: bomb, times: 100 }),
  // 54 MB of empty rows.
  "703": (answer) => {
    answer.write("[");
    stream(answer, { part: objects, times: 60 });
  },
  "704": (answer) => answer.end(`[${"{},".repeat(1_000_000)}{}]`),
  // Of all its groups at once.
  "705": (answer) => stream(answer, { part: spaces, times: 200 }),
  // 50 MB, which is allowed.
  "706": (answer) => answer.end(`[{"agentId":1,"agentType":"AGENT","isActive":true}${" ".repeat(50_000_000)}]`),
};

function answerOf(path: string): unknown {
  if (path === "/restapi/oauth/token") return { access_token: "rc", token_type: "bearer", expires_in: 3_600 };
  if (path === "/api/auth/login/rc/accesstoken") return { accessToken: "cx" };
  if (path.endsWith("/subaccounts")) {
    return Object.keys(agents).map((subAccountId) => ({ subAccountId, isActive: true }));
  }
  if (path.endsWith("/agentGroups")) {
    const groups = path.includes("/705/") ? 4 : 1;
    return Array.from({ length: groups }, (_, index) => ({ agentGroupId: 30 + index }));
  }
  if (path.endsWith("/extension"))
    return { records: [], paging: { page: 1, perPage: 1_000, totalElements: 1_200_000 } };
  return [];
}

test("answers that are too large leave one scope unreadable each, within the memory of the function", async () => {
  const server = createServer((request, answer) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    const subAccountId = /\/accounts\/(\d+)\/agentGroups\/\d+\/agents$/.exec(path)?.[1] ?? "";
    const serve = agents[subAccountId];
    if (serve === undefined) answer.end(JSON.stringify(answerOf(path)));
    else serve(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const reader = fileURLToPath(new URL("./read-directory.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--max-old-space-size=900",
    reader,
    url,
    ...Object.keys(agents),
  ]);
  const told = JSON.parse(stdout);
  const tooLong = `agent group 30: ${agentsCall} answered with more than 64 MB, which is more than is read.`;
  expect(told.scopes).toEqual({
    ringex: "GET /restapi/v1.0/account/~/extension: the list has 1,200,000 rows, and no more than 1,000,000 are read.",
    "701": tooLong,
    "702": tooLong,
    "703": `agent group 30: ${agentsCall} answered with more than 4,000,000 objects and lists, which is more than is read.`,
    "704": `agent group 30: ${agentsCall}: the list has 1,000,001 rows, and no more than 1,000,000 are read.`,
    // Whichever of its groups was too long first.
    "705": expect.stringMatching(/^agent group 3[0-3]: .* answered with more than 64 MB/),
    "706": "complete",
  });
  // None of them is asked for a second time. Exchange, administrators, sub-accounts, groups, agents.
  expect(told.calls).toEqual({ ringCentral: 2, ringCx: 3 + 6 + 5 + 4, throttled: 0 });
  expect(told.maxRssMb).toBeLessThan(1_024);
});
