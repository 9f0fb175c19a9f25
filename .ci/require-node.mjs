// Plain JavaScript, so that any Node can run it and say what is wrong: older ones cannot read TypeScript.
const needed = "24";
const [major] = process.versions.node.split(".");

if (major !== needed) {
  console.error(
    `This needs Node ${needed} and runs on ${process.versions.node}. Node ${needed} comes with the packages: ` +
      "run `npm install`, without --ignore-scripts, and start through npm (npm start, npm test).",
  );
  process.exit(1);
}
