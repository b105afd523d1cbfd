(function () {
  "use strict";
  var texts = __TEXTS__;
  var script = document.currentScript;
  var base = script && script.src ? script.src : location.href;
  var endpoint = new URL(texts.endpoint, base).href;

  function element(name, properties, children) {
    var node = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) { node[key] = properties[key]; });
    (children || []).forEach(function (child) { node.append(child); });
    return node;
  }

  var problems = {};

  function field(name, label, control) {
    problems[name] = element("span", { role: "alert" });
    problems[name].style.cssText = "color:#b00020";
    control.name = name;
    control.required = true;
    control.style.cssText = "display:block;width:100%;box-sizing:border-box;margin:4px 0 12px;padding:8px;font:inherit";
    return element("label", {}, [label, " ", problems[name], control]);
  }

  var status = element("p", { role: "alert" });
  var close = element("button", { type: "button", textContent: texts.labelClose });
  var submit = element("button", { type: "submit", textContent: texts.labelSubmit });
  var form = element("form", {}, [
    element("h2", { textContent: texts.title }),
    element("p", { textContent: texts.subtitle + " " + texts.subtitle2 }),
    status,
    field("name", texts.labelName, element("input", { value: texts.name })),
    field("email", texts.labelEmail, element("input", { type: "email", value: texts.email })),
    field("comments", texts.labelComments, element("textarea", { rows: 4 })),
    submit, " ", close
  ].concat(texts.branding ? [element("p", { textContent: texts.branding })] : []));
  form.style.cssText = "background:#fff;color:#222;max-width:480px;margin:10vh auto;padding:24px;border-radius:8px;font:15px system-ui,sans-serif";
  var dialog = element("div", { role: "dialog", ariaModal: "true" }, [form]);
  dialog.style.cssText = "position:fixed;inset:0;background:rgba(0,0,0,.5);z-index:2147483647;overflow:auto";

  function tell(answer) {
    var errors = {};
    try { errors = JSON.parse(answer).errors || {}; } catch (unreadable) { errors = {}; }
    Object.keys(problems).forEach(function (name) {
      problems[name].textContent = (errors[name] || []).join(" ");
    });
  }

  function remove() { dialog.remove(); }
  close.addEventListener("click", remove);
  dialog.addEventListener("click", function (event) { if (event.target === dialog) { remove(); } });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    submit.disabled = true;
    tell("{}");
    var request = new XMLHttpRequest();
    request.open("POST", endpoint);
    request.onload = function () {
      submit.disabled = false;
      if (request.status === 200) {
        form.replaceChildren(element("p", { textContent: texts.successMessage }), close);
      } else if (request.status === 400) {
        status.textContent = texts.errorFormEntry;
        tell(request.responseText);
      } else {
        status.textContent = texts.errorGeneric;
      }
    };
    request.onerror = function () { submit.disabled = false; status.textContent = texts.errorGeneric; };
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.send(new URLSearchParams(new FormData(form)).toString());
  });
  document.body.append(dialog);
})();
