// SPDX-License-Identifier: Apache-2.0
// Shows /status.json as it changes. Names come from files and hosts: everything is set as text.
"use strict";

const HEALTH = {well: "all is well", wrong: "something is wrong", unread: "not all could be read"};
const get = (selector) => document.querySelector(selector);

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function duration(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 120 ? `${Math.round(minutes)} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}

const since = (seconds) => (seconds === null ? "" : `, ${duration(seconds)}`);

function row(first, ...cells) {
  const made = document.createElement("tr");
  const head = element("th", first);
  head.scope = "row";
  made.append(head, ...cells.map(([text, kind]) => element("td", text, kind)));
  return made;
}

function vip(one) {
  const unsure = one.unread.length > 0;
  const owners = one.owners.join(" and ") || (unsure ? "not known" : "nobody");
  const alone = one.owners.length === 1;
  const kind = one.owners.length > 1 ? "wrong" : unsure ? "unread" : alone ? "" : "wrong";
  return row(one.vip, [one.group], [owners, kind]);
}

function haproxy(node) {
  if (node.haproxy_serves) return [`serves${since(node.haproxy_since_s)}`];
  return [node.haproxy === "active" ? "does not serve" : node.haproxy || "not there", "wrong"];
}

function priority(one) {
  if (one.priority === null) return "";
  const all = one.base_priority === null || one.base_priority === one.priority;
  return all ? `${one.priority}` : `${one.priority} of ${one.base_priority}`;
}

function relay(node) {
  if (!node.relay) return "";
  return `${node.relay.relayed} packets, ${node.relay.lent} connections lent`;
}

function rows(node) {
  if (node.unread !== null) {
    return [row(node.name, ["not read", "unread"], [""], [""], [""], [""])];
  }
  const word = node.keepalived || "not there";
  const keepalived = word === "active" ? "not known" : `keepalived ${word}`;
  const empty = {name: "", state: keepalived, since_s: null, priority: null};
  const instances = node.instances.length ? node.instances : [empty];
  return instances.map((one, number) => row(
    number ? "" : node.name,
    number ? [""] : haproxy(node),
    [one.name],
    [`${one.state}${since(one.since_s)}`, one.state === "FAULT" ? "wrong" : ""],
    [priority(one)],
    [number ? "" : relay(node)],
  ));
}

function problem(one) {
  const place = one.node === null ? "" : `${one.node}: `;
  return element("li", `${place}${one.says}`, one.unread ? "unread" : "wrong");
}

function following(one) {
  if (one.how === "nothing") return element("li", `nothing changes: ${one.faults.length} other faults`);
  const kind = one.how === "outage" || one.how === "two owners" ? "wrong" : "";
  const made = document.createElement("li");
  made.append(element("strong", `${one.says}: `, kind), one.faults.join("; "));
  return made;
}

function show(told) {
  document.title = `${told.health === "well" ? "" : "! "}${told.site || "site"} — holdfast watch`;
  get("#site").textContent = told.site || "site";
  get("#health").textContent = HEALTH[told.health];
  get("#health").className = told.health;
  get("#at").textContent = told.at;
  get("#vips tbody").replaceChildren(...told.vips.map(vip));
  get("#nodes tbody").replaceChildren(...told.nodes.flatMap(rows));
  get("#nodes").classList.toggle("relayless", !told.nodes.some((node) => node.relay));
  get("#wrong").hidden = told.problems.length === 0;
  get("#wrong ul").replaceChildren(...told.problems.map(problem));
  const unknown = told.next_unknown ? [element("li", `not known: ${told.next_unknown}`)] : [];
  get("#next ul").replaceChildren(...unknown, ...told.next.map(following));
}

const events = new EventSource("events");
events.onmessage = (event) => show(JSON.parse(event.data));
events.onerror = () => {
  get("#health").textContent = "holdfast watch does not answer: this is old";
  get("#health").className = "unread";
};
