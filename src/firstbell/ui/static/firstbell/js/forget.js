// Where somebody signs in, the lists that the last one kept on this device for an emergency are gone.
if (document.querySelector("[data-forget]")) window.caches?.delete("firstbell-lists");
