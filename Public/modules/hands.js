// When nobody is pressing anything. A page that changes between the press and its release changes what is pressed, or takes it away: the browser then
// gives the click to nothing at all.

/** A touch becomes a click some time after the finger has gone. */
const AFTER_RELEASE = 100;

/** Starts watching. Returns a function whose promise is kept as soon as nobody presses anything. */
export function hands(window) {
  let isPressing = false;
  let released;
  const waiting = [];

  const press = () => {
    clearTimeout(released);
    isPressing = true;
  };
  const release = () => {
    if (!isPressing) return;
    clearTimeout(released);
    released = setTimeout(() => {
      isPressing = false;
      for (const goOn of waiting.splice(0)) goOn();
    }, AFTER_RELEASE);
  };

  window.addEventListener("pointerdown", press, true);
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, true);
  // Space presses a button when it is released, and Enter follows a link when it is pressed.
  const isPressKey = (event) => event.key === " " || event.key === "Enter";
  window.addEventListener("keydown", (event) => isPressKey(event) && press(), true);
  // The others come where the page doesn't hear of the release itself: a menu, a list that was opened, another window.
  for (const end of ["keyup", "contextmenu", "change", "dragend", "blur"]) window.addEventListener(end, release, true);

  return () => (isPressing ? new Promise((goOn) => waiting.push(goOn)) : Promise.resolve());
}
