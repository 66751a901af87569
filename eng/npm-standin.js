// A registry for one package, for machines that reach none: node npm-standin.js DIRECTORY
// Serves "ms" in the versions 2.1.2 and 2.1.3, made on the spot, on a free loopback port; writes the port to DIRECTORY/port.
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const directory = process.argv[2];
const program = (version) => `// Stands in for ms ${version}.
const units = { s: 1e3, minute: 6e4, hour: 36e5, day: 864e5 };
module.exports = (text) => {
  const [, number, unit] = /^([0-9.]+) *([a-z]+?)s?$/.exec(text) ?? [];
  return number * units[unit];
};
`;

const versions = {};
const tarballs = {};
for (const version of ["2.1.2", "2.1.3"]) {
  const source = path.join(directory, version, "package");
  fs.mkdirSync(source, { recursive: true });
  fs.writeFileSync(path.join(source, "index.js"), program(version));
  fs.writeFileSync(path.join(source, "package.json"), JSON.stringify({ name: "ms", version, main: "index.js" }));
  const name = `ms-${version}.tgz`;
  execFileSync("tar", ["-czf", path.join(directory, name), "-C", path.join(directory, version), "package"]);
  tarballs[`/ms/-/${name}`] = fs.readFileSync(path.join(directory, name));
  versions[version] = { name: "ms", version, file: `/ms/-/${name}` };
}

const server = http.createServer((request, response) => {
  const here = `http://${request.headers.host}`;
  if (request.url in tarballs) {
    response.end(tarballs[request.url]);
  } else if (request.url === "/ms") {
    const listed = Object.fromEntries(Object.values(versions).map(({ name, version, file }) => [version, {
      name,
      version,
      dist: { tarball: here + file, integrity: `sha512-${createHash("sha512").update(tarballs[file]).digest("base64")}` },
    }]));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name: "ms", "dist-tags": { latest: "2.1.3" }, versions: listed }));
  } else {
    response.statusCode = 404;
    response.end("{}");
  }
});
server.listen(0, "127.0.0.1", () => fs.writeFileSync(path.join(directory, "port"), String(server.address().port)));
