// The page script that /collect.js serves: it keeps a visitor's id, sends page views and what mortar.track is given, and
// tries again where sending failed. Plain JavaScript for any browser of the last years, under 2 kB.

export const collectScript = `(function () {
  var script = document.currentScript, settings = script.dataset, storage = "mortar-visitor";
  var queue = [], busy, timer, failures = 0, last, visitor;
  if (settings.dnt === "respect" && (navigator.doNotTrack === "1" || navigator.globalPrivacyControl)) {
    window.mortar = { track: function () {} };
    return;
  }
  function id() {
    return Date.now().toString(36) + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
  }
  visitor = id();
  try {
    visitor = localStorage[storage] = localStorage[storage] || visitor;
  } catch (e) {}
  function body(events) {
    return JSON.stringify({ site: settings.site, sentAt: new Date(), events: events });
  }
  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }
  function send() {
    if (busy || !queue.length) return;
    var events = busy = queue.splice(0, 100);
    fetch(url, { method: "POST", body: body(events), keepalive: true }).then(function (reply) {
      if (reply.status > 499 || reply.status === 429) throw 0;
      failures = 0;
    }).catch(function () {
      failures++;
      queue = events.concat(queue).slice(-500);
    }).then(function () {
      busy = 0;
      if (queue.length) later(failures && Math.min(1e3 * Math.pow(2, failures), 6e4));
    });
  }
  function add(event) {
    event.eventId = id();
    event.visitorId = visitor;
    event.path = location.pathname + location.search;
    event.at = new Date();
    queue.push(event);
    if (!failures) later(200);
  }
  function view() {
    if (location.pathname === last) return;
    add({ type: "PAGE_VIEW", referrer: last ? null : document.referrer });
    last = location.pathname;
  }
  var url = new URL("collect", script.src).href;
  ["pushState", "replaceState"].forEach(function (name) {
    var real = history[name];
    history[name] = function () {
      real.apply(this, arguments);
      view();
    };
  });
  addEventListener("popstate", view);
  addEventListener("pagehide", function () {
    if (queue.length && navigator.sendBeacon(url, body(queue.slice(0, 100)))) queue = queue.slice(100);
  });
  window.mortar = {
    visitorId: visitor,
    track: function (name, options) {
      add(Object.assign({ type: "CUSTOM", name: name }, options));
    }
  };
  view();
})();
`.replace(/\n */g, '');
