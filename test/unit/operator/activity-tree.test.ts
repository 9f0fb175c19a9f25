import { expect, test } from "vitest";
import { activityTree } from "#shared/operator/activity-tree.ts";

const shown = (...activities: readonly { id: string; name: string; parentId?: string }[]) =>
  activityTree(activities).map(({ depth, path }) => `${depth} ${path}`);

test("an activity stands before those below it, with its path from the top", () => {
  const tree = shown(
    { id: "3", name: "Dallas", parentId: "2" },
    { id: "1", name: "Centre" },
    { id: "2", name: "Texas", parentId: "1" },
    { id: "4", name: "Porto", parentId: "1" },
    { id: "5", name: "Depot" },
  );
  expect(tree).toEqual(["0 Centre", "1 Centre / Texas", "2 Centre / Texas / Dallas", "1 Centre / Porto", "0 Depot"]);
});

test("whose parent is not there is at the top", () => {
  expect(shown({ id: "2", name: "Texas", parentId: "1" })).toEqual(["0 Texas"]);
});

test("a circle ends, and nobody in it is lost", () => {
  const tree = shown(
    { id: "1", name: "A", parentId: "2" },
    { id: "2", name: "B", parentId: "1" },
    { id: "3", name: "C", parentId: "3" },
  );
  expect(tree).toEqual(["0 A", "1 A / B", "0 C"]);
});

test("there is no tree of nothing", () => {
  expect(shown()).toEqual([]);
});
