import type { RunRecord } from "#shared/domain/run/run.ts";
import { type AnswerServer, startAnswerServer } from "./answer-server.ts";
import type { FieldFile } from "./field-file.ts";
import { type FieldStage, type Item, secretsOf } from "./field-stage.ts";
import { doctor, type ShownCheck, shownChecks, wizard } from "./people-at-work.ts";
import { leadingTo } from "./rerouted-network.ts";

/** A run of the sync as it was found. */
export interface PlayedRun {
  readonly record: RunRecord;
  readonly changes: readonly Item[];
  /** Texts of the alerts about it. */
  readonly alerts: readonly string[];
  /** Instants by request, in ms since the epoch. */
  readonly asked: ReadonlyMap<string, readonly number[]>;
}

export interface PlayedSync {
  readonly runs: readonly PlayedRun[];
  readonly before: ReadonlyMap<string, Item>;
  readonly after: ReadonlyMap<string, Item>;
}

export interface PlayedCheck {
  readonly checks: readonly ShownCheck[];
  readonly asked: PlayedRun["asked"];
}

export interface PlayedWizard extends Awaited<ReturnType<typeof wizard>> {
  readonly asked: PlayedRun["asked"];
}

interface Scene {
  readonly stage: FieldStage;
  readonly tenantId: string;
  readonly file: FieldFile;
}

/** As many runs of the sync as the file says, one after the other. */
export async function playSync(scene: Scene): Promise<PlayedSync> {
  const { stage, tenantId, file } = scene;
  return await onAServer(scene, async (server) => {
    const before = await stage.roster(tenantId);
    const runs: PlayedRun[] = [];
    for (let played = 0; played < file.runs; played += 1) {
      const first = server.asked.length;
      const run = await stage.run(tenantId);
      runs.push({ ...run, asked: byRequest(server.asked.slice(first)) });
    }
    return { runs, before, after: await stage.roster(tenantId) };
  });
}

export async function playDoctor(scene: Scene): Promise<PlayedCheck> {
  return await onAServer(scene, async ({ asked }) => ({
    checks: await doctor(scene.tenantId),
    asked: byRequest(asked),
  }));
}

export async function playPage(scene: Scene): Promise<PlayedCheck> {
  return await onAServer(scene, async ({ asked }) => ({
    checks: shownChecks(await scene.stage.checkOnPage(scene.tenantId)),
    asked: byRequest(asked),
  }));
}

export async function playWizard(scene: Scene): Promise<PlayedWizard> {
  return await onAServer(scene, async ({ asked }) => ({
    ...(await wizard(scene.tenantId, secretsOf(scene.file))),
    asked: byRequest(asked),
  }));
}

async function onAServer<T>({ stage, tenantId, file }: Scene, play: (server: AnswerServer) => Promise<T>): Promise<T> {
  const server = await startAnswerServer(file.wire);
  try {
    await stage.seed(tenantId, file);
    return await leadingTo(server.url, () => play(server));
  } finally {
    await server.close();
  }
}

function byRequest(asked: AnswerServer["asked"]): PlayedRun["asked"] {
  const requests = Map.groupBy(asked, ({ what }) => what);
  return new Map([...requests].map(([what, all]) => [what, all.map(({ at }) => at)]));
}
