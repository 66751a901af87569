"use strict";
// Shows the build record in #build-data and what was computed from it in #more-data. Lists are filled when they are opened, so that reports with many files stay quick.
(() => {
  const byId = id => document.getElementById(id);
  const build = JSON.parse(byId("build-data").textContent);
  const data = JSON.parse(byId("more-data").textContent);
  const logs = new Map(data.logs.map(log => [log.step, log]));
  const FOUND_AT_MOST = 500;

  /** Makes an element; strings become text, never markup. */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== undefined && value !== null) made.setAttribute(key, value);
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  const seconds = microseconds => microseconds === null || microseconds === undefined ? "" : (microseconds / 1e6).toFixed(microseconds < 1e5 ? 3 : 1) + " s";

  function bytes(count) {
    if (count === null || count === undefined) return "";
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (count >= 1000 && unit < units.length - 1) { count /= 1000; unit++; }
    return (unit === 0 ? count : count.toPrecision(3)) + " " + units[unit];
  }

  /** Microseconds since the build began; times have more digits than Date keeps. */
  function since(time) {
    const fraction = /\.(\d+)/.exec(time);
    const whole = Date.parse(time.replace(/\.\d+/, ""));
    return whole * 1000 + (fraction ? Number((fraction[1] + "000000").slice(0, 6)) : 0);
  }

  const begin = since(build.started);
  const length = Math.max(since(build.completed) - begin, 1);
  const critical = new Set(data.critical);
  const stages = new Map(build.stages.map(stage => [stage.index, stage]));
  const elapsed = step => step.figures ? step.figures.run + step.figures.diff + step.figures.commit : since(step.completed) - since(step.started);
  const outcomes = { "hit": "cached", "miss": "executed", "same-result": "same result", "failed": "failed", "canceled": "canceled" };

  function showHeader() {
    const name = build.options.tags[0] ?? build.options.context;
    document.title = `sharpbuild: ${name}`;
    byId("title").textContent = `${name}: ${build.outcome}`;
    const hits = build.steps.filter(step => step.outcome === "hit");
    const saved = hits.reduce((sum, step) => sum + (step.saved ?? 0), 0);
    const figures = [
      ["Took", seconds(length)], ["Steps", `${build.steps.length}, ${hits.length} cached`], ["Saved by the cache", saved ? seconds(saved) : ""],
      ["Critical path", seconds(data.criticalTime)], ["Image", build.result ? bytes(build.result.layers.reduce((sum, layer) => sum + layer.sizeInBytes, 0)) : "none"],
      ["Image before", data.sizeBefore === null ? "" : bytes(data.sizeBefore)],
      ["Platform", build.options.platform], ["Begun", build.started.replace("T", " ").replace(/\.\d+Z$/, " UTC")], ["Build", build.id], ["Manifest", build.result?.manifest],
    ];
    for (const [term, value] of figures) {
      if (value) byId("figures").append(element("div", null, element("dt", null, term), element("dd", null, value)));
    }
    if (build.error) byId("figures").after(element("pre", { class: "removed" }, build.error));
  }

  function showTimeline() {
    byId("timeline-note").textContent = build.steps.length === 0 ? "No step was looked at."
      : "Bars show when a step ran; outlined ones are the critical path: the build cannot be quicker than they are together. Choose a bar for the step.";
    for (const stage of build.stages) {
      const steps = build.steps.filter(step => step.stage === stage.index);
      if (steps.length === 0) continue;
      byId("bars").append(element("div", { class: "lane" }, element("h3", null, stage.name, element("span", null, origin(stage))), ...steps.map(bar)));
    }
  }

  /** What a stage starts from and which others it takes files from: the edges of the graph of stages. */
  function origin(stage) {
    const others = stage.needs.map(index => stages.get(index)?.name).filter(name => name && name !== stage.base.name);
    return ` from ${stage.base.name || stage.base.kind}${others.length ? `, takes from ${others.join(", ")}` : ""}`;
  }

  function bar(step) {
    const left = (since(step.started) - begin) / length * 100;
    const width = Math.max((since(step.completed) - since(step.started)) / length * 100, 0);
    const kind = `bar ${step.outcome}${critical.has(step.number) ? " critical" : ""}${width > 25 ? " wide" : left + width > 70 ? " late" : ""}`;
    const mark = element("span", { class: kind, style: `left:${left}%;width:${width}%` }, element("i", null, seconds(elapsed(step))));
    return element("button", { class: "row", type: "button", title: step.text, onclick: () => openStep(step.number) },
      element("span", null, firstLine(step.text)), element("span", { class: "track" }, mark));
  }

  const firstLine = text => text.replace(/\s*\n\s*/g, " ").slice(0, 300);

  function openStep(number) {
    byId("step-filter").value = "";
    filterSteps();
    const details = byId(`step-${number}`);
    details.open = true;
    details.scrollIntoView({ block: "center" });
    details.querySelector("summary").focus();
  }

  function showSteps() {
    for (const step of build.steps) {
      const summary = element("summary", null,
        element("span", { class: `badge ${step.outcome}` }, outcomes[step.outcome] ?? step.outcome), " ",
        element("code", null, `[${stages.get(step.stage)?.name ?? step.stage}] ${firstLine(step.text)}`), " ",
        element("span", { class: "amount" }, [seconds(elapsed(step)), step.layer ? bytes(step.layer.sizeInBytes) : null].filter(Boolean).join(" · ")),
        step.reason ? element("span", { class: "reason" }, step.reason) : null);
      const details = element("details", { id: `step-${step.number}` }, summary);
      fillOnce(details, () => stepContent(step));
      byId("step-list").append(details);
    }
  }

  function fillOnce(details, content) {
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(content());
    });
  }

  function stepContent(step) {
    const usage = step.figures?.usage;
    const rows = [
      ["Line", step.line || "trigger of the base image"], ["Created by", step.createdBy], ["Error", step.error],
      ["Waited", step.figures && seconds(step.figures.queue)], ["Run", step.figures && seconds(step.figures.run)], ["Diff", step.figures && seconds(step.figures.diff)],
      ["Commit", step.figures && seconds(step.figures.commit)], ["CPU", usage && seconds(usage.cpuTime)], ["Peak memory", usage && bytes(usage.peakMemoryInBytes)],
      ["Read, written", usage && usage.bytesRead !== null ? `${bytes(usage.bytesRead)}, ${bytes(usage.bytesWritten)}` : null],
      ["Saved by the cache", step.saved === null ? null : seconds(step.saved)], ["Layer", step.layer?.diffId], ["Key", step.key],
      ...step.parts.map(part => [`Key part: ${part.name}`, part.value]),
    ];
    const table = element("table", null, ...rows.filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([term, value]) => element("tr", null, element("th", { scope: "row" }, term), element("td", { class: "path" }, String(value).replaceAll("\0", " ")))));
    const log = logs.get(step.number);
    return element("div", { class: "inside" }, table, log ? element("pre", { tabindex: "0", "aria-label": "Output" }, log.text) : null,
      log?.clipped ? element("p", { class: "note" }, `The end of the output. All of it: sharpbuild history logs ${build.id} ${step.number}`) : null);
  }

  function filterSteps() {
    const wish = byId("step-filter").value.toLowerCase();
    for (const step of build.steps) {
      byId(`step-${step.number}`).hidden = !`${step.text} ${step.reason ?? ""} ${step.outcome}`.toLowerCase().includes(wish);
    }
  }

  // A node of a tree: [name, kind, size, children]. Kinds: a added, c changed, r removed, w wasted (gone or replaced in a later layer), d directory.
  const kinds = { a: "added", c: "changed", r: "removed", w: "wasted", d: "" };

  function showLayers() {
    if (data.layers.length === 0) byId("file-note").textContent = "The layers are not in the store any more, or the build gave no image.";
    data.layers.forEach((layer, place) => {
      const counts = [[layer.added, "added"], [layer.changed, "changed"], [layer.removed, "removed"], [layer.wasted, "wasted"]]
        .filter(([what]) => what.files > 0)
        .map(([what, name]) => element("span", { class: `amount ${name}` }, ` ${what.files.toLocaleString("en")} ${name}${what.bytes ? ` (${bytes(what.bytes)})` : ""}`));
      const details = element("details", { id: `layer-${place}` },
        element("summary", null, element("span", { class: "amount" }, bytes(layer.size)), " ", element("code", null, firstLine(layer.createdBy)), ...counts));
      fillOnce(details, () => element("div", { class: "tree" }, ...layer.tree.map(node)));
      byId("layer-list").append(details);
    });
  }

  function node([name, kind, size, children]) {
    const label = [element("span", { class: "path" }, name + (children ? "/" : "")), " ",
      element("span", { class: "amount" }, [kinds[kind], kind === "r" || (children && size === 0) ? "" : bytes(size)].filter(Boolean).join(" "))];
    if (!children) return element("div", { class: `file ${kinds[kind]}` }, ...label);
    const details = element("details", { class: kinds[kind] }, element("summary", null, ...label));
    fillOnce(details, () => element("div", null, ...children.map(node)));
    return details;
  }

  let flat = null;

  function allFiles() {
    const list = [];
    const walk = (nodes, prefix, place) => {
      for (const [name, kind, size, children] of nodes) {
        const path = prefix + name;
        list.push({ path, lower: path.toLowerCase(), kind, size, place });
        if (children) walk(children, path + "/", place);
      }
    };
    data.layers.forEach((layer, place) => walk(layer.tree, "/", place));
    return list;
  }

  function filterFiles() {
    const wish = byId("file-filter").value.toLowerCase();
    byId("found").hidden = wish === "";
    byId("layer-list").hidden = wish !== "";
    byId("found").replaceChildren();
    byId("file-note").textContent = "";
    if (wish === "") return;
    flat ??= allFiles();
    const matches = flat.filter(file => file.lower.includes(wish));
    byId("file-note").textContent = matches.length > FOUND_AT_MOST ? `${matches.length.toLocaleString("en")} found, the first ${FOUND_AT_MOST} shown` : `${matches.length} found`;
    byId("found").append(...matches.slice(0, FOUND_AT_MOST).map(file => element("div", { class: `file ${kinds[file.kind]}` },
      element("span", { class: "path" }, file.path), " ",
      element("span", { class: "amount" }, `${kinds[file.kind]} ${file.kind === "r" ? "" : bytes(file.size)} in layer ${file.place + 1}: ${firstLine(data.layers[file.place].createdBy)}`))));
  }

  function showAdvice() {
    if (data.advice.length === 0) byId("advice-list").append(element("p", { class: "note" }, "Nothing to advise."));
    for (const advice of data.advice) {
      const gain = [advice.time ? seconds(advice.time) : null, advice.bytes ? `${bytes(advice.bytes)} less to write` : null].filter(Boolean).join(" and ");
      byId("advice-list").append(element("details", null,
        element("summary", null, advice.line ? `Line ${advice.line}: ` : "", advice.title, " ", element("span", { class: "amount" }, gain ? `would have saved about ${gain} in ${data.advisedBuilds} builds` : "")),
        element("div", { class: "inside" }, element("pre", { tabindex: "0" }, advice.patch || "To be done by hand."))));
    }
  }

  function showDockerfile() {
    const lines = build.dockerfile.replace(/\n$/, "").split("\n");
    const width = String(lines.length).length;
    byId("source").append(...lines.map((line, index) =>
      element("span", index + 1 === build.errorLine ? { class: "blamed" } : null, element("b", null, String(index + 1).padStart(width) + "  "), line + "\n")));
  }

  function chooseTheme() {
    const root = document.documentElement;
    root.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
    byId("theme").addEventListener("click", () => root.classList.toggle("dark"));
  }

  chooseTheme();
  showHeader();
  showTimeline();
  showSteps();
  showLayers();
  showAdvice();
  showDockerfile();
  byId("step-filter").addEventListener("input", filterSteps);
  byId("file-filter").addEventListener("input", filterFiles);
})();
