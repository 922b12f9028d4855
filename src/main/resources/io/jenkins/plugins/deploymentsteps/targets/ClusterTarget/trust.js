/* "Trust on first use": asks what "Test connection" asks, and takes the UID that was found into the field. */
Behaviour.specify(".deployment-steps-trust", "deployment-steps-trust", 0, function (button) {
  button.onclick = function () {
    const parameters = {};
    button.dataset.with.split(",").forEach(function (name) {
      const field = findPreviousFormItem(button, name);
      if (field) {
        parameters[name] = field.type === "checkbox" ? field.checked : field.value;
      }
    });
    const status = button.nextElementSibling;
    fetch(button.dataset.url, {
      method: "post",
      body: objectToUrlFormEncoded(parameters),
      headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
    })
      .then(function (response) {
        return response.ok ? response.text() : "";
      })
      .then(function (answer) {
        updateValidationArea(status, answer);
        const found = status.querySelector("[data-cluster-uid]");
        const field = findPreviousFormItem(button, "clusterUid");
        if (found && field) {
          field.value = found.dataset.clusterUid;
          field.dispatchEvent(new Event("change"));
        }
      });
  };
});
