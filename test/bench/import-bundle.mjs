// A cold start: ends as soon as the handler is there. It imports nothing of its own, and says it by its exit code.
const { handler } = await import(process.argv[2]);
process.exit(typeof handler === "function" ? 0 : 1);
