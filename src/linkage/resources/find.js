"use strict";
// Find a case by its code or by the id of one of its records. FIND is set by the index beside.
(() => {
  const most = 50;
  const box = document.getElementById("find");
  const list = document.getElementById("found");
  const said = document.getElementById("said");
  const show = () => {
    const wanted = box.value.trim().toLowerCase();
    list.replaceChildren();
    said.textContent = "";
    if (wanted.length < 3) return;
    const hits = FIND.cases.filter(
      ([id, records]) => id.toLowerCase().includes(wanted) || records.toLowerCase().includes(wanted)
    );
    for (const [id, records, page] of hits.slice(0, most)) {
      const link = document.createElement("a");
      const [path, kind] = FIND.pages[page];
      link.href = path + "#" + id;
      link.textContent = id;
      const item = document.createElement("li");
      item.append(link, " · " + kind + " · " + records);
      list.append(item);
    }
    said.textContent = said.dataset[hits.length ? "found" : "none"].replace("{n}", hits.length);
  };
  box.addEventListener("input", show);
  show();
})();
