// The page script that /collect.js serves: it keeps a visitor's id, sends page views, clicks on links that lead elsewhere, the time that
// pages were seen and what mortar.track is given, and tries again where sending failed. Plain JavaScript for any browser of the last
// years, under 3 kB.

export const collectScript = `(function () {
  var script = document.currentScript, data = script.dataset, storage = "mortar-visitor", routes = data.routes;
  var queue = [], busy, timer, fails = 0, last, visitor, since, seen = 0, cookieless = "cookieless" in data, on = addEventListener, nav = navigator;
  if (data.dnt === "respect" && (nav.doNotTrack === "1" || nav.globalPrivacyControl)) {
    window.mortar = { track: () => {} };
    return;
  }
  function random() {
    return Math.random().toString(36).slice(2);
  }
  function id() {
    return Date.now().toString(36) + random() + random();
  }
  if (!cookieless) {
    visitor = id();
    try {
      visitor = localStorage[storage] = localStorage[storage] || visitor;
    } catch (e) {}
  }
  function body(events) {
    return JSON.stringify({ site: data.site, sentAt: new Date(), cookieless, events });
  }
  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }
  function send() {
    if (busy || !queue.length) return;
    var events = busy = queue.splice(0, 100);
    fetch(url, { method: "POST", body: body(events), keepalive: true }).then((reply) => {
      if (reply.status > 499 || reply.status === 429) throw 0;
      fails = 0;
    }).catch(() => {
      fails++;
      queue = events.concat(queue).slice(-500);
    }).then(() => {
      busy = 0;
      if (queue.length) later(fails && Math.min(1e3 * Math.pow(2, fails), 6e4));
    });
  }
  function leave() {
    pause();
    if (queue.length && nav.sendBeacon(url, body(queue.slice(0, 100)))) queue = queue.slice(100);
  }
  function route() {
    return location.pathname + (routes === "hash" ? location.hash.replace(/^#!?/, "/") : "");
  }
  function add(event) {
    event.eventId = id();
    event.visitorId = visitor;
    event.path = event.path || route() + location.search;
    event.at = new Date();
    queue.push(event);
    if (!fails) later(200);
  }
  function pause() {
    if (since) seen += Date.now() - since;
    since = 0;
    var seconds = Math.min(Math.floor(seen / 1e3), 3600);
    if (!seconds) return;
    seen = 0;
    add({ type: "ENGAGEMENT", path: last, seconds });
  }
  function resume() {
    if (!document.hidden) since = Date.now();
  }
  function view() {
    var now = route(), from = document.referrer, load = window.performance && performance.getEntriesByType("navigation")[0];
    if (now === last) return;
    if (last) pause();
    var status = last ? 0 : +data.status || (load && load.responseStatus);
    add({
      type: "PAGE_VIEW",
      status: status > 399 ? status : null,
      language: nav.language,
      referrer: last || from.split("/")[2] === location.host ? null : from
    });
    last = now;
    seen = 0;
    resume();
  }
  function click(event) {
    var link = event.button < 2 && event.target.closest && event.target.closest("a[href]");
    if (!link || !/^http/.test(link.protocol)) return;
    var file = link.hasAttribute("download") || /\\.(pdf|zip|t?gz|rar|7z|dmg|exe|msi|pkg|deb|rpm|apk|iso|docx?|xlsx?|pptx?|csv|epub|mp[34])$/i.test(link.pathname);
    if (file || link.host !== location.host) add({ type: file ? "DOWNLOAD" : "OUTBOUND", target: link.origin + link.pathname });
  }
  var url = new URL("collect", script.src).href;
  if (routes !== "none") {
    ["pushState", "replaceState"].forEach((name) => {
      var real = history[name];
      history[name] = function () {
        real.apply(this, arguments);
        view();
      };
    });
    on("popstate", view);
    on("hashchange", view);
  }
  on("click", click);
  on("auxclick", click);
  document.addEventListener("visibilitychange", () => {
    document.hidden ? leave() : resume();
  });
  on("pagehide", leave);
  window.mortar = {
    visitorId: visitor,
    track: (name, options) => {
      add(Object.assign({ type: "CUSTOM", name }, options));
    }
  };
  view();
})();
`
  // No text in it has a space, so that those beside signs can go.
  .replace(/\n */g, '')
  .replace(/ ?([{}()=,;:?+*|&<>!-]) ?/g, '$1')
  .replace(/;}/g, '}');
