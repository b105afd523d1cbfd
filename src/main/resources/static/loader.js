// Loads Sentry's browser SDK when it is needed, and keeps what happens until then.
(() => {
  const config = "%CONFIG%";
  const own = document.currentScript;
  const wish = own && own.getAttribute("data-lazy");
  const lazy = wish === null ? config.lazy : wish !== "no";
  const onLoadFirst = [];
  const calls = [];
  const errors = [];
  const rejections = [];
  let requested = false;
  let done = false;

  const keepError = (event) => {
    // what could not be fetched has neither error nor message
    if (!event.error && !event.message) return;
    errors.push(event);
    load();
  };
  const keepRejection = (event) => {
    rejections.push(event);
    load();
  };

  const stub = {
    onLoad(callback) {
      if (done) callback();
      else onLoadFirst.push(callback);
    },
    forceLoad: () => load(),
    addBreadcrumb: (...values) => void calls.push(["addBreadcrumb", values]),
    init: (...values) => void calls.unshift(["init", values]),
  };
  const loading = ["captureException", "captureMessage", "captureEvent", "captureFeedback", "showReportDialog"];
  for (const name of loading) {
    stub[name] = (...values) => {
      calls.push([name, values]);
      load();
    };
  }

  function attempt(work) {
    try {
      work();
    } catch (failure) {
      console.error(failure);
    }
  }

  // What the loader is set up to bring, unless the page decides otherwise.
  function usual(sdk) {
    const options = { dsn: config.dsn };
    const integrations = [];
    if (config.performance && sdk.browserTracingIntegration) {
      options.tracesSampleRate = 1;
      integrations.push(sdk.browserTracingIntegration());
    }
    if (config.replay && sdk.replayIntegration) {
      options.replaysSessionSampleRate = 0.1;
      options.replaysOnErrorSampleRate = 1;
      integrations.push(sdk.replayIntegration());
    }
    if (config.feedback && sdk.feedbackIntegration) integrations.push(sdk.feedbackIntegration());
    if (config.debug) options.debug = true;
    return [options, integrations];
  }

  function start(sdk) {
    let started = false;
    const init = (given = {}) => {
      started = true;
      const [options, integrations] = usual(sdk);
      const all = Object.assign(options, given);
      if (Array.isArray(given.integrations)) {
        const named = given.integrations.map((one) => one.name);
        all.integrations = [...given.integrations, ...integrations.filter((one) => !named.includes(one.name))];
      } else if (!given.integrations) all.integrations = integrations;
      return sdk.init(all);
    };
    // the SDK may be a sealed object: its functions are inherited
    window.Sentry = Object.create(sdk, {
      init: { value: init },
      onLoad: { value: (callback) => callback() },
      forceLoad: { value() {} },
    });
    done = true;
    if (typeof window.sentryOnLoad === "function") attempt(window.sentryOnLoad);
    for (const callback of onLoadFirst) attempt(callback);
    if (!started && !calls.some(([name]) => name === "init")) attempt(init);
    for (const [name, values] of calls) attempt(() => (name === "init" ? init : sdk[name])(...values));
    // the SDK listens by these two
    for (const event of errors) {
      attempt(() => window.onerror?.(event.message, event.filename, event.lineno, event.colno, event.error));
    }
    for (const event of rejections) attempt(() => window.onunhandledrejection?.(event));
  }

  function load() {
    if (requested) return;
    requested = true;
    const script = document.createElement("script");
    script.src = config.sdk;
    script.crossOrigin = "anonymous";
    script.addEventListener("load", () => {
      removeEventListener("error", keepError);
      removeEventListener("unhandledrejection", keepRejection);
      if (window.Sentry && window.Sentry !== stub) start(window.Sentry);
    });
    document.head.append(script);
  }

  addEventListener("error", keepError);
  addEventListener("unhandledrejection", keepRejection);
  window.Sentry = window.Sentry || stub;
  if (!lazy) load();
})();
