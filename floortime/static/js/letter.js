/* A letter of the demo: its frame is as high as the letter. Without this file the letter scrolls inside its frame. */
(() => {
  "use strict";
  const frame = document.querySelector(".mail-frame");
  const fit = () => {
    const letter = frame.contentDocument?.documentElement;
    if (letter?.offsetHeight) { frame.style.blockSize = `${letter.offsetHeight}px`; }
  };
  const shown = () => frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank";
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  if (shown()) { fit(); }
})();
