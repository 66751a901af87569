// Makes the table of eng/demo-cache.sh: node demo-cache-table.js WORK REGISTRY RESULTS [PAGE]; the page of the documentation gets it between its two marks.
const fs = require("node:fs");
const os = require("node:os");

const [work, registry, results, docs] = process.argv.slice(2);
const commits = ["first", "source", "dependency", "base", "comment", "docs"];
const read = (commit, file, what) => JSON.parse(fs.readFileSync(`${work}/${commit}.${file}.${what}`, "utf8"));

const rows = commits.flatMap((commit) => ["bad", "good"].map((file) => {
  const { steps } = read(commit, file, "explain");
  const record = read(commit, file, "record");
  const missed = steps.filter((step) => step.outcome !== "hit");
  const reasons = missed.flatMap((step) => step.causes.filter((cause) => cause.kind !== "earlier-step").map((cause) => cause.text));
  return {
    commit,
    file,
    hits: steps.length - missed.length,
    misses: missed.length,
    installed: missed.some((step) => step.text.includes("npm ci")),
    seconds: (Date.parse(record.completed) - Date.parse(record.started)) / 1000,
    reason: commit === "first" ? "" : reasons.map((text) => text.replace(/sha256:([0-9a-f]{8})[0-9a-f]{56}/g, "sha256:$1…"))[0] ?? "",
  };
}));

const cells = (row) => [`${row.hits} / ${row.misses}`, row.installed ? "yes" : "no", row.seconds.toFixed(2), row.reason];
const advice = fs.readFileSync(`${work}/advice`, "utf8");
const lines = [
  "| commit | Dockerfile | hits / misses | npm ci ran | seconds | first reason |",
  "|---|---|---|---|---|---|",
  ...rows.map((row) => `| ${row.commit} | ${row.file} | ${cells(row).join(" | ")} |`),
  "",
  ...["bad", "good"].map((file) => {
    const mine = rows.filter((row) => row.file === file && row.commit !== "first");
    const sum = (value) => mine.reduce((total, row) => total + value(row), 0);
    return `- ${file}: ${sum((row) => row.hits)} hits, ${sum((row) => row.misses)} misses, npm ci ran ${sum((row) => Number(row.installed))} times, ${sum((row) => row.seconds).toFixed(2)} s in five commits`;
  }),
  "",
  `Dependencies came from ${registry}; seconds are those of the whole build, by the native binary on ${os.cpus().length} cores: compare the rows, not with other programs.`,
  "",
  "What `advise --verify` says of the bad one:",
  "",
  "```",
  advice.trimEnd(),
  "```",
];
fs.writeFileSync(`${results}/results.md`, `${lines.join("\n")}\n`);
fs.writeFileSync(`${results}/results.json`, JSON.stringify({ registry, rows }, null, 1));
if (docs) {
  const page = fs.readFileSync(docs, "utf8");
  const [begin, end] = ["<!-- begin: written by eng/demo-cache.sh --update-docs -->\n", "<!-- end -->"];
  const from = page.indexOf(begin) + begin.length;
  fs.writeFileSync(docs, `${page.slice(0, from)}${lines.join("\n")}\n${page.slice(page.indexOf(end, from))}`);
}
